#pragma once
/* What of a register a hold is about, in the words of its data map; beside register, rule and subject, which
 * the hold names itself. Every part that is given narrows it. Plain data. */

#include "base/date.h"

#include <stdbool.h>

typedef struct HoldScope {
        const char *entity;         /* rows of this entity, and what hangs on them; NULL: of any */
        const char *attribute;      /* only where this column of the entity holds something */
        const char *category;       /* only where a column of this category holds something */
        const char *service;        /* rows that name this kind of service, as the map's "services" say */
        const char *column, *value; /* rows of the entity whose column says so */
        Date since, until;          /* rows whose time touches these days; DATE_NONE: no end */
} HoldScope;

#define HOLD_SCOPE_ALL ((HoldScope){ .since = DATE_NONE, .until = DATE_NONE })

/* Whether it narrows the hold at all: then the register must be asked what is in it. */
static inline bool hold_scope_narrows(const HoldScope *s) {
        return s->entity || s->category || s->service || s->since != DATE_NONE || s->until != DATE_NONE;
}
