#pragma once
/* Blocks flow onto pages: headings stay with what follows, short lists and tables are not broken, table heads
 * repeat, nothing is cut. */

#include "model/look.h"
#include "render/blocks.h"
#include "render/page.h"

#define FLOW_COLUMNS_MAX 16

/* How close the text stands: spacing gives way where a page can be saved, the size of the type never. */
typedef struct FlowAir {
        double space, line; /* factors of the spaces between blocks and between lines */
} FlowAir;

#define FLOW_AIRS_MAX 3
extern const FlowAir flow_airs[FLOW_AIRS_MAX]; /* the widest first */

typedef struct Flow {
        Pages *pages;
        double left, width;
        double top, bottom; /* of the text on every page after the first */
        double leave;       /* lines left empty at the foot of each page, so that the last one has more */
        double y;           /* where the next block goes */
        bool fresh;         /* nothing stands on this page yet */
        double size;        /* of running text, points; at least 12 (clear print) */
        const char *language;
        bool from_right; /* what is laid out now; then each value is set apart */
        ValueApart apart;
        const Look *look;
        FlowAir air;
        const Block *section; /* the present section's blocks */
        /* One split of columns for all tables of a section that have as many; none yet: 0 wide. */
        double columns[FLOW_COLUMNS_MAX + 1][FLOW_COLUMNS_MAX];
        int n_pages; /* of the present section */
        double last; /* lines on the last page of a section of several pages: the least of all sections so far
                      */
        double save; /* what share of a page the tightest spacing might save in the section that comes closest
                      */
} Flow;

/* What comes is text, laid out from the right in a language that is written so; or it is not. */
void flow_direction(Flow *flow, bool text);
/* One section from y on. */
void flow_section(Flow *flow, const Block *first);
void flow_blocks(Flow *flow, const Block *first);
void flow_break(Flow *flow);
/* A last page of so few lines is not to be. */
#define FLOW_LINES_LEAST 5

/* The runs of a block as one layout, bold where they are; owned by pages. */
PangoLayout *flow_layout(Flow *flow, const TextStyle *style, const Block *block, double w);
/* Breaks the page unless so much height is left on it. */
void flow_need(Flow *flow, double height);
double flow_line(const Flow *flow);
/* flow-table.c */
void flow_table(Flow *flow, const Block *table);
/* How much of it must stand together with what leads to it. */
double flow_table_start(Flow *flow, const Block *table);
