#pragma once
/* Blocks flow onto pages: headings stay with what follows, table heads repeat, nothing is cut. */

#include "render/blocks.h"
#include "render/page.h"

typedef struct Flow {
        Pages *pages;
        double left, width;
        double top, bottom; /* of the text on every page after the first */
        double y;           /* where the next block goes */
        bool fresh;         /* nothing stands on this page yet */
        double size;        /* of running text, points; at least 12 (law.md 7.4) */
        const char *language;
        unsigned accent; /* colour of headings and rules */
} Flow;

void flow_blocks(Flow *flow, const Block *first);
void flow_break(Flow *flow);

/* The runs of a block as one layout, bold where they are; owned by pages. */
PangoLayout *flow_layout(Flow *flow, const TextStyle *style, const Block *block, double w);
/* Breaks the page unless so much height is left on it. */
void flow_need(Flow *flow, double height);
/* flow-table.c */
void flow_table(Flow *flow, const Block *table);
