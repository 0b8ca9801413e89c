#include "documents/sender.h"

#include "base/cleanup.h"
#include "base/text.h"

void letter_sender(Arena *arena, const Authority *a, const LanguageList *languages, Letter *letter) {
        const char **heads = arena_array(arena, languages->n, sizeof *heads);
        const char **from = arena_array(arena, a->n_address + 3, sizeof *from);
        const char *const more[] = { a->phone, a->email, a->web };
        size_t n = 0;
        for (size_t i = 0; i < languages->n; i++)
                heads[letter->n_heads++] = a->names[languages->items[i]->place];
        for (size_t i = 0; i < a->n_address; i++)
                from[n++] = a->address[i];
        for (size_t i = 0; i < ELEMENTS(more); i++)
                if (!str_empty(more[i]))
                        from[n++] = more[i];
        letter->look = &a->look;
        letter->heads = heads;
        letter->from = from;
        letter->n_from = n;
}
