#pragma once
/* Pages before they are drawn: a list of marks in reading order, so that the number of pages is known when
 * the first is drawn and every text is shaped once. Units are points, from the top left. */

#include "base/arena.h"
#include "render/buffer.h"
#include "render/font.h"
#include "render/report.h"

#include <cairo.h>

#define MM(x)       ((x)*72.0 / 25.4)
#define PAGE_WIDTH  MM(210)
#define PAGE_HEIGHT MM(297)

typedef struct PageBox {
        double x, y, w, h;
} PageBox;

typedef enum MarkKind {
        MARK_OPEN,  /* a structure element begins */
        MARK_CLOSE, /* the innermost one ends */
        MARK_TEXT,  /* lines [first, last) of a layout, the top of line first at y */
        MARK_RULE,  /* a line, w long; never in the structure */
        MARK_IMAGE, /* a picture, w wide and h high */
        MARK_PAGE,  /* a new page */
} MarkKind;

typedef struct Mark {
        MarkKind kind;
        const char *tag;          /* OPEN: constant */
        const Language *language; /* PAGE */
        PangoLayout *layout;
        int first, last;
        cairo_surface_t *image; /* owned by pages */
        double x, y, w, h;
        unsigned colour; /* 0xRRGGBB */
        double thickness;
} Mark;

/* An element that is no part of the document's structure: page numbers, rules, repeated table heads. PDF
 * calls it an artifact; cairo 1.16 has no word for it, so the name is changed when the PDF is finished. */
#define TAG_ARTIFACT "NonStruct"

typedef struct Pages Pages;

Pages *pages_new(void);
Pages *pages_free(Pages *pages);
DEFINE_CLEANUP(Pages *, pages_free)

typedef struct TextStyle {
        double size; /* points */
        bool bold;
        unsigned colour;
        const char *language; /* BCP 47, borrowed */
        const char *font;     /* its family; NULL: that of the text */
        double spacing;       /* factor between lines; 0: 1.0 */
} TextStyle;

/* A layout of one style, w wide (0: as wide as it likes); owned by pages. */
PangoLayout *pages_layout(Pages *pages, const TextStyle *style, const char *text, double w);
double layout_height(PangoLayout *layout);

void pages_open(Pages *pages, const char *tag);
void pages_close(Pages *pages);
void pages_text(Pages *pages, PangoLayout *layout, int first, int last, double x, double y, unsigned colour);
void pages_rule(Pages *pages, double x, double y, double w, double thickness, unsigned colour);
/* A Figure element: the picture, and what it shows in words. */
void pages_figure(Pages *pages, cairo_surface_t *image, const PageBox *box, const char *text);
void pages_break(Pages *pages);
/* A whole element of one text: open, text, close. Gives its height. */
double pages_element(Pages *pages, const char *tag, const TextStyle *style, const char *text, double x,
                     double y, double w);

/* From here on the page is laid out from the right: words run that way, and what stands between left and
 * right is placed as in a mirror; until pages_from_left(). An address in its window stays where the printer
 * looks. */
void pages_from_right(Pages *pages, double left, double right);
void pages_from_left(Pages *pages);

/* For strings that live as long as the pages. */
Arena *pages_arena(Pages *pages);
int pages_count(const Pages *pages);
/* The language of the pages from the present one on: for page numbers, and the Lang of the section that the
 * next Sect element begins. */
void pages_language(Pages *pages, const Language *language);
/* Some text could not be drawn; the field it came from, or NULL where that is not known. */
bool pages_incomplete(const Pages *pages, const char **ret_field);
void pages_note_incomplete(Pages *pages, const char *field);

/* What the finished PDF says of itself. */
typedef struct PagesTitle {
        const char *title, *author, *password;
        Date made_on;
        const char *footer; /* printed beside the page number; NULL: nothing */
        double left, right; /* of the foot of the page */
        double foot_size;   /* points; 0: 11 */
} PagesTitle;

/* Draws and finishes: pages -> cairo -> pdf.c. */
int pages_to_pdf(Pages *pages, const PagesTitle *title, Buffer **ret_pdf);
