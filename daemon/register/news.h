#pragma once
/* How the daemon comes to know of a register's new subjects: by triggers made from its map, which write to
 * the outbox of the register's agent, or, where none stands, by comparing daily who is there with who was. */

#include "register/register.h"

typedef enum NewsWay {
        NEWS_TRIGGER,
        NEWS_COMPARED,
        NEWS_NONE, /* the register has no agent, or one of an older program */
} NewsWay;

/* 0 or a PG_E_ condition. */
int register_news_way(Register *reg, NewsWay *ret);
/* Where no trigger stands: notes as news who has come since the last time; *ret counts them. The first time
 * notes who is there, and that is no news. One transaction: a crash leaves it undone. today: for subjects of
 * whom the register keeps no day of first recording. 0 or a PG_E_ condition. */
int register_news_compare(Register *reg, Date today, int64_t *ret);
/* Within the transaction that destroys subjects: what the agent noted of them goes too. */
int register_news_forget(Register *reg, const char *const *keys, size_t n);

/* The statements that make the triggers, for the owner of the subject's table, when muniment migrate has made
 * the functions that they call; in the arena. NULL: the register's own agent makes them. */
const char *news_triggers(Pg *pg, Arena *arena, const DataMap *map);
/* What became of making them. */
typedef enum NewsMade {
        NEWS_MADE,
        NEWS_NOT_NEEDED, /* the agent's own stand there */
        NEWS_IMPOSSIBLE, /* the subject's table is a view, lies elsewhere, or is not there */
        NEWS_NOT_OURS,   /* the login may not: the owner must */
} NewsMade;

/* Makes the functions and, where the login may, the triggers. 0 or PG_E_LOST, PG_E_RETRY. */
int news_make(const char *conninfo, const DataMap *map, NewsMade *ret);
/* What events of this map's register are marked by; NULL: by nothing, as the agent's own triggers do. */
const char *news_mark(const DataMap *map);
