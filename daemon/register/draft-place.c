/* Who owns whose rows, told from which columns may be empty. A row that must name its parent hangs on it; a
 * row that merely may, hangs on it only if nobody surer of its own place needs it for a lookup. */
#include "register/draft-parts.h"

static bool draft_place_hangs(const DraftTable *t) {
        return t->placed && t->ownership != OWNERSHIP_REFERENCE && t->ownership != OWNERSHIP_SHARED;
}

static bool in_key(const DraftTable *t, const char *column) {
        for (size_t i = 0; i < t->n_key; i++)
                if (str_eq(t->key[i], column))
                        return true;
        return false;
}

static bool all_in_key(const DraftTable *t, const DraftEdge *edge) {
        for (size_t i = 0; i < edge->n_columns; i++)
                if (!in_key(t, edge->columns[i]))
                        return false;
        return true;
}

static const char *why_of(const DraftEdge *edge) {
        return edge->guessed    ? "by the names of its columns: no foreign key says so"
               : edge->not_null ? "its rows must name their owner"
                                : "its rows may name an owner";
}

static void draft_place_table(DraftGraph *g, size_t i, Ownership ownership, size_t depth, const char *why) {
        g->tables[i].placed = true;
        g->tables[i].ownership = ownership;
        g->tables[i].depth = depth;
        g->tables[i].why = why;
}

/* Another edge of these two tables says the same of other columns. */
static bool named_twice(const DraftGraph *g, const DraftEdge *edge) {
        for (size_t i = 0; i < g->n_edges; i++)
                if (&g->edges[i] != edge && g->edges[i].from == edge->from && g->edges[i].to == edge->to)
                        return true;
        return false;
}

/* Those that must name a row that hangs on the subject, ring by ring. */
static void place_sure(DraftGraph *g) {
        for (size_t depth = 1; depth <= g->n_tables; depth++)
                for (size_t i = 0; i < g->n_edges; i++) {
                        const DraftEdge *edge = &g->edges[i];
                        const DraftTable *to = &g->tables[edge->to];
                        if (edge->not_null && draft_place_hangs(to) && to->depth == depth - 1 &&
                            !g->tables[edge->from].placed)
                                draft_place_table(g, edge->from, OWNERSHIP_OWNED, depth, why_of(edge));
                }
}

/* Those that only may; of them, what a sure one names is looked up there. */
static void place_unsure(DraftGraph *g) {
        bool *lookup = arena_array(g->arena, g->n_tables, sizeof *lookup);
        for (size_t i = 0; i < g->n_edges; i++)
                if (draft_place_hangs(&g->tables[g->edges[i].from]) && !g->tables[g->edges[i].to].placed)
                        lookup[g->edges[i].to] = true;
        for (bool again = true; again;) {
                again = false;
                for (size_t i = 0; i < g->n_edges; i++) {
                        const DraftEdge *edge = &g->edges[i];
                        DraftTable *from = &g->tables[edge->from];
                        if (from->placed || lookup[edge->from] || !draft_place_hangs(&g->tables[edge->to]))
                                continue;
                        draft_place_table(g, edge->from, OWNERSHIP_OWNED, g->tables[edge->to].depth + 1,
                                          why_of(edge));
                        again = true;
                }
        }
}

/* What a hanging table names and does not hang itself: people's own things are shared. The rest is kept, as a
 * reference: a wrong guess must not destroy what is somebody else's. */
static void place_named(DraftGraph *g) {
        for (size_t i = 0; i < g->n_edges; i++) {
                const DraftEdge *edge = &g->edges[i];
                DraftTable *from = &g->tables[edge->from], *to = &g->tables[edge->to];
                if (!draft_place_hangs(from) || edge->from == g->subject || to->placed || from->to ||
                    guess_is_reference(to->table) || !guess_names_people(to->table) || named_twice(g, edge) ||
                    !edge->not_null)
                        continue;
                from->to = edge;
                from->ownership = OWNERSHIP_LINK;
                draft_place_table(g, edge->to, OWNERSHIP_SHARED, from->depth + 1,
                                  "about people, and several may be joined to one: it goes with the last");
        }
        for (bool again = true; again;) {
                again = false;
                for (size_t i = 0; i < g->n_edges; i++) {
                        const DraftEdge *edge = &g->edges[i];
                        const DraftTable *from = &g->tables[edge->from], *to = &g->tables[edge->to];
                        if (!from->placed || to->placed || from->to == edge)
                                continue;
                        draft_place_table(g, edge->to, OWNERSHIP_REFERENCE, from->depth + 1,
                                          "named by rows that go, and goes with none of them");
                        again = true;
                }
        }
}

/* What must name something shared, and nothing that hangs on the subject. */
static void place_below_shared(DraftGraph *g) {
        for (bool again = true; again;) {
                again = false;
                for (size_t i = 0; i < g->n_edges; i++) {
                        const DraftEdge *edge = &g->edges[i];
                        const DraftTable *to = &g->tables[edge->to];
                        bool below =
                                to->placed && (to->ownership == OWNERSHIP_SHARED ||
                                               (to->ownership == OWNERSHIP_OWNED && draft_place_hangs(to)));
                        if (!below || !edge->not_null || g->tables[edge->from].placed)
                                continue;
                        draft_place_table(g, edge->from, OWNERSHIP_OWNED, to->depth + 1, why_of(edge));
                        again = true;
                }
        }
}

/* --- owners --- */

static bool may_own(const DraftGraph *g, const DraftEdge *edge) {
        const DraftTable *from = &g->tables[edge->from], *to = &g->tables[edge->to];
        return edge != from->to && edge->from != edge->to && to->placed &&
               to->ownership != OWNERSHIP_REFERENCE &&
               (to->depth < from->depth || (!edge->not_null && to->n_owners > 0));
}

static size_t candidates(const DraftGraph *g, size_t table, bool not_null, const DraftEdge **ret,
                         size_t most) {
        size_t n = 0;
        for (size_t i = 0; i < g->n_edges && n < most; i++)
                if (g->edges[i].from == table && g->edges[i].not_null == not_null && may_own(g, &g->edges[i]))
                        ret[n++] = &g->edges[i];
        return n;
}

static void keep_one(DraftTable *t, size_t n) {
        for (size_t i = 1; i < n; i++)
                if (t->owners[i]->cascades && !t->owners[0]->cascades)
                        t->owners[0] = t->owners[i];
        t->n_owners = n ? 1 : 0;
}

static void choose_owners(DraftGraph *g, size_t i) {
        DraftTable *t = &g->tables[i];
        size_t n = candidates(g, i, true, t->owners, ELEMENTS(t->owners));
        bool pair = n == 2 && t->owners[0]->to == t->owners[1]->to && t->ownership == OWNERSHIP_OWNED &&
                    all_in_key(t, t->owners[0]) && all_in_key(t, t->owners[1]);
        if (pair) {
                t->n_owners = 2;
                t->first_goes = true;
                t->why = "says something of two, and nothing of one";
        } else if (n > 0) {
                keep_one(t, n);
        } else {
                n = candidates(g, i, false, t->owners, ELEMENTS(t->owners));
                t->n_owners = n;
                if (n > 1 && t->ownership == OWNERSHIP_LINK)
                        keep_one(t, n);
                else if (n > 1)
                        t->why = "its rows may name several owners: they go with the last";
        }
}

/* The sure first, from the subject outwards; the unsure may then name them. */
static void draft_place_settle_owners(DraftGraph *g) {
        for (size_t depth = 1; depth <= 2 * g->n_tables; depth++)
                for (size_t pass = 0; pass < 2; pass++)
                        for (size_t i = 0; i < g->n_tables; i++) {
                                DraftTable *t = &g->tables[i];
                                bool owned = t->placed && (t->ownership == OWNERSHIP_OWNED ||
                                                           t->ownership == OWNERSHIP_LINK);
                                const DraftEdge *sure[1];
                                if (owned && t->depth == depth && t->n_owners == 0 &&
                                    (pass == 1 || candidates(g, i, true, sure, 1) > 0))
                                        choose_owners(g, i);
                        }
}

void draft_place(DraftGraph *g) {
        draft_place_table(g, g->subject, OWNERSHIP_SUBJECT, 0, "the subject");
        place_sure(g);
        place_unsure(g);
        for (size_t i = 0; i < 3; i++) { /* what is shared may share again */
                place_named(g);
                place_below_shared(g);
        }
        draft_place_settle_owners(g);
        for (size_t i = 0; i < g->n_tables; i++)
                if (g->tables[i].placed && g->tables[i].n_owners == 0 &&
                    (g->tables[i].ownership == OWNERSHIP_OWNED || g->tables[i].ownership == OWNERSHIP_LINK)) {
                        g->tables[i].ownership = OWNERSHIP_REFERENCE;
                        g->tables[i].why = "hangs on what it cannot be owned by: decide whose it is";
                }
}
