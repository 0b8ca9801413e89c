#include "render/logo.h"

#include "base/error.h"
#include "base/file.h"
#include "render/can-draw.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

#define LOGO_BYTES_MAX  ((size_t)1 << 20)
#define LOGO_PIXELS_MAX 3000
/* Two centimetres at the 150 points an inch below which print looks coarse. */
#define LOGO_PIXELS_LEAST 100

typedef struct Source {
        const char *bytes;
        size_t n, at;
} Source;

static cairo_status_t read_bytes(void *closure, unsigned char *data, unsigned n) {
        Source *source = closure;
        if (n > source->n - source->at)
                return CAIRO_STATUS_READ_ERROR;
        memcpy(data, source->bytes + source->at, n);
        source->at += n;
        return CAIRO_STATUS_SUCCESS;
}

/* Of the picture, before anything is unpacked: a small file may hold a vast one. */
static const char *size_fault(const Text *file) {
        static const char magic[] = "\x89PNG\r\n\x1a\n";
        uint32_t size[2];
        if (file->n < 24 || memcmp(text_str(file), magic, sizeof magic - 1) != 0)
                return "is no PNG";
        memcpy(size, text_str(file) + 16, sizeof size);
        uint32_t w = ntohl(size[0]), h = ntohl(size[1]);
        if (w > LOGO_PIXELS_MAX || h > LOGO_PIXELS_MAX)
                return "is larger than 3000 by 3000 points";
        return h < LOGO_PIXELS_LEAST ? "is less than 100 points high, too coarse for print" : NULL;
}

static const char *read_logo(const char *path, Text *file) {
        int r = file_read_whole(path, LOGO_BYTES_MAX, file);
        return r == -EFBIG ? "is larger than 1 MB" : r < 0 ? "cannot be read" : size_fault(file);
}

static cairo_surface_t *unpack(const Text *file) {
        Source source = { text_str(file), file->n, 0 };
        cairo_surface_t *packed = cairo_image_surface_create_from_png_stream(read_bytes, &source);
        if (cairo_surface_status(packed) != CAIRO_STATUS_SUCCESS) {
                cairo_surface_destroy(packed);
                return NULL;
        }
        cairo_surface_t *flat =
                cairo_image_surface_create(CAIRO_FORMAT_RGB24, cairo_image_surface_get_width(packed),
                                           cairo_image_surface_get_height(packed));
        cairo_t *cr = cairo_create(flat);
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_paint(cr);
        cairo_set_source_surface(cr, packed, 0, 0);
        cairo_paint(cr);
        cairo_destroy(cr);
        cairo_surface_destroy(packed);
        return flat;
}

const char *render_logo_fault(const char *path) {
        _cleanup_text_ Text file = { 0 };
        const char *fault = read_logo(path, &file);
        if (fault)
                return fault;
        cairo_surface_t *surface = unpack(&file);
        if (!surface)
                return "is a damaged PNG";
        cairo_surface_destroy(surface);
        return NULL;
}

cairo_surface_t *logo_open(const char *path) {
        static cairo_surface_t *kept;
        static struct stat of;
        static char *from;
        struct stat st;
        if (stat(path, &st) < 0)
                return NULL;
        if (kept && g_str_equal(path, from) && st.st_mtim.tv_sec == of.st_mtim.tv_sec &&
            st.st_mtim.tv_nsec == of.st_mtim.tv_nsec && st.st_ino == of.st_ino && st.st_size == of.st_size)
                return kept;
        _cleanup_text_ Text file = { 0 };
        cairo_surface_t *surface = read_logo(path, &file) ? NULL : unpack(&file);
        if (!surface)
                return NULL;
        if (kept)
                cairo_surface_destroy(kept);
        g_free(from);
        kept = surface;
        from = g_strdup(path);
        of = st;
        return kept;
}

char *logo_data_uri(const char *path) {
        _cleanup_text_ Text file = { 0 };
        if (read_logo(path, &file))
                return NULL;
        char *encoded = g_base64_encode((const guchar *)text_str(&file), file.n);
        char *uri = g_strconcat("data:image/png;base64,", encoded, NULL);
        g_free(encoded);
        return uri;
}
