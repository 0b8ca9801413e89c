#pragma once
/* Within render/: an authority's mark, a PNG printed on white. */

#include <cairo.h>

/* The mark, flattened on white; NULL when it cannot be printed. Kept between calls while the file is the
 * same, for letters come by the thousand; borrowed until the next call. */
cairo_surface_t *logo_open(const char *path);
/* The file itself, for HTML: "data:image/png;base64,..."; NULL likewise. The caller frees it. */
char *logo_data_uri(const char *path);
