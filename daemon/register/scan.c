#include "register/scan.h"

#include "base/text.h"
#include "model/fold.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS  1024
#define NAME_WORDS   8
#define NAME_LETTERS 5  /* of all its words */
#define GROUPS_MOST  16 /* into which people part a number */
#define PARTED_MOST  3  /* characters between two groups */

/* --- sets of hashes --- */

/* The lowest bit of a slot says that it is not sure; 0 is an empty slot. */
typedef struct Set {
        uint64_t *slots;
        size_t n, room;
} Set;

static void *grown(void *p, size_t n, size_t size) {
        p = reallocarray(p, n, size);
        assert(p);
        return p;
}

static uint64_t *set_slot(const Set *set, uint64_t hash) {
        size_t at = (size_t)(hash >> 1) & (set->room - 1);
        while (set->slots[at] && (set->slots[at] | 1) != (hash | 1))
                at = (at + 1) & (set->room - 1);
        return &set->slots[at];
}

static void set_add(Set *set, uint64_t hash, bool sure);

static void set_grow(Set *set) {
        Set wider = { .room = set->room ? set->room * 2 : FIRST_SLOTS };
        wider.slots = calloc(wider.room, sizeof *wider.slots);
        assert(wider.slots);
        for (size_t i = 0; i < set->room; i++)
                if (set->slots[i])
                        set_add(&wider, set->slots[i], !(set->slots[i] & 1));
        free(set->slots);
        *set = wider;
}

static void set_add(Set *set, uint64_t hash, bool sure) {
        if (set->n * 2 >= set->room)
                set_grow(set);
        uint64_t *slot = set_slot(set, hash);
        set->n += *slot == 0;
        if (*slot == 0 || sure)
                *slot = sure ? hash & ~UINT64_C(1) : hash | 1;
}

/* --- letters --- */

static uint64_t hash_letters(const uint32_t *letters, size_t n) {
        uint64_t h = UINT64_C(0xcbf29ce484222325);
        for (size_t i = 0; i < n; i++)
                h = (h ^ letters[i]) * UINT64_C(0x100000001b3);
        h ^= h >> 32;
        h *= UINT64_C(0xd6e8feb86659fd93);
        h ^= h >> 32;
        return h > 1 ? h : 2; /* neither an empty slot nor one whose lowest bit is all of it */
}

static uint64_t hash_bytes(const char *bytes, size_t n) {
        uint64_t h = UINT64_C(0x84222325cbf29ce4);
        for (size_t i = 0; i < n; i++)
                h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
        h ^= h >> 32;
        h *= UINT64_C(0xd6e8feb86659fd93);
        h ^= h >> 32;
        return h > 1 ? h : 2;
}

/* A run of letters and digits, or of digits within one. */
typedef struct Word {
        size_t at, n;  /* among the letters */
        bool digits;   /* one at least */
        bool beside;   /* no more than what people put into a number parts it from the one before */
        uint64_t hash; /* of words only */
} Word;

typedef struct Words {
        Word *items;
        size_t n, room;
} Words;

/* A value without what parts its letters and digits, and where its words begin. */
typedef struct Letters {
        uint32_t *items;
        size_t n, room;
        Words words, numbers;
} Letters;

static Word *add_word(Words *words, size_t at, bool beside) {
        if (words->n == words->room) {
                words->room = words->room ? words->room * 2 : 64;
                words->items = grown(words->items, words->room, sizeof *words->items);
        }
        words->items[words->n] = (Word){ .at = at, .beside = beside };
        return &words->items[words->n++];
}

/* The code point at p; what is no UTF-8 is a letter of its own. */
static size_t next_letter(const unsigned char *p, size_t n, uint32_t *ret) {
        size_t more = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : p[0] < 0xf5 ? 3 : 0;
        uint32_t c = p[0] & (0x3f >> more);
        for (size_t i = 1; i <= more; i++) {
                if (i >= n || (p[i] & 0xc0) != 0x80)
                        more = 0;
                c = c << 6 | (p[i < n ? i : 0] & 0x3f);
        }
        *ret = more ? c : 0x110000u + p[0];
        return more + 1;
}

typedef enum Class { IS_LETTER, IS_DIGIT, IS_MARK, IS_BETWEEN, IS_OTHER } Class;

static Class class_of(uint32_t c) {
        if (c < 0x80)
                return char_is_digit((char)c)              ? IS_DIGIT
                       : char_is_alpha((char)c)            ? IS_LETTER
                       : c && strchr(" ./-\t\n\r", (int)c) ? IS_BETWEEN
                                                           : IS_OTHER;
        if (c >= 0x300 && c <= 0x36f)
                return IS_MARK;
        if (c == 0xa0 || (c >= 0x2000 && c <= 0x2015) || c == 0x202f || c == 0x2212)
                return IS_BETWEEN;
        if (c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2016 && c <= 0x206f) ||
            (c >= 0x3000 && c <= 0x303f))
                return c == 0xaa || c == 0xb5 || c == 0xba ? IS_LETTER : IS_OTHER;
        return IS_LETTER;
}

static void make_room(Letters *letters, size_t n) {
        if (n + 1 <= letters->room)
                return;
        letters->room = n + 1;
        letters->items = grown(letters->items, letters->room, sizeof *letters->items);
}

typedef struct Reading {
        Letters *into;
        Word *word, *number; /* open; NULL: none */
        size_t parted;       /* characters since the last letter or digit, if all may part a number */
} Reading;

static void read_letter(Reading *r, uint32_t c, bool digit) {
        Letters *into = r->into;
        bool beside = r->parted <= PARTED_MOST;
        if (!r->word)
                r->word = add_word(&into->words, into->n, into->words.n > 0 && beside);
        if (digit && !r->number)
                r->number = add_word(&into->numbers, into->n, r->parted > 0 && beside && into->numbers.n > 0);
        if (!digit)
                r->number = NULL;
        into->items[into->n++] = digit ? c : fold_letter(c);
        r->word->n++;
        r->word->digits = r->word->digits || digit;
        if (r->number)
                r->number->n++;
        r->parted = digit ? 0 : PARTED_MOST + 1;
}

static void read_letters(Letters *into, const char *value, size_t n) {
        Reading reading = { .into = into, .parted = PARTED_MOST + 1 };
        size_t beside = PARTED_MOST + 1; /* likewise for words, which may end in letters */
        const unsigned char *p = (const unsigned char *)value;
        into->n = into->words.n = into->numbers.n = 0;
        make_room(into, n);
        for (size_t at = 0; at < n;) {
                uint32_t c = p[at];
                at += c < 0x80 ? 1 : next_letter(p + at, n - at, &c);
                Class class = class_of(c);
                if (class == IS_MARK)
                        continue;
                if (class == IS_LETTER || class == IS_DIGIT) {
                        bool first = !reading.word;
                        read_letter(&reading, c, class == IS_DIGIT);
                        if (first)
                                reading.word->beside = into->words.n > 1 && beside <= PARTED_MOST;
                        beside = 0;
                        continue;
                }
                reading.word = reading.number = NULL;
                reading.parted += class == IS_BETWEEN ? 1 : PARTED_MOST + 1;
                beside += class == IS_BETWEEN ? 1 : PARTED_MOST + 1;
        }
}

static void letters_done(Letters *letters) {
        if (letters->items)
                explicit_bzero(letters->items, letters->room * sizeof *letters->items);
        free(letters->items);
        free(letters->words.items);
        free(letters->numbers.items);
}

/* --- what is looked for --- */

typedef struct Name {
        uint64_t words[NAME_WORDS];
        size_t n;
        size_t next; /* of the same rarest word, from 1; 0: none */
} Name;

/* How often a word occurs in names, and the first name that is found by it. */
typedef struct NameWord {
        uint64_t hash;
        size_t count, first;
} NameWord;

struct Scan {
        Set whole, words, keys, key_names;
        uint64_t lengths; /* bit n: an identifier has n letters and digits; bit 63: 63 and more */
        size_t whole_most, n_short;
        Name *names;
        size_t n_names, names_room;
        NameWord *name_words; /* made when the first row is looked at */
        size_t name_slots;
        Letters letters, item;
        char *bytes; /* a decoded item */
        size_t bytes_room;
        /* of the row */
        bool found, maybe;
        uint64_t *seen;
        size_t n_seen, seen_room;
        size_t *met; /* names whose rarest word stands in the row */
        size_t n_met, met_room;
};

Scan *scan_new(void) {
        Scan *scan = calloc(1, sizeof *scan);
        assert(scan);
        set_grow(&scan->whole);
        set_grow(&scan->words);
        set_grow(&scan->keys);
        set_grow(&scan->key_names);
        return scan;
}

Scan *scan_free(Scan *scan) {
        if (!scan)
                return NULL;
        free(scan->whole.slots);
        free(scan->words.slots);
        free(scan->keys.slots);
        free(scan->key_names.slots);
        free(scan->names);
        free(scan->name_words);
        letters_done(&scan->letters);
        letters_done(&scan->item);
        if (scan->bytes)
                explicit_bzero(scan->bytes, scan->bytes_room);
        free(scan->bytes);
        free(scan->seen);
        free(scan->met);
        free(scan);
        return NULL;
}

static uint64_t length_bit(size_t n) {
        return UINT64_C(1) << (n < 63 ? n : 63);
}

static void add_squeezed(Scan *scan, const uint32_t *letters, size_t n, bool sure) {
        set_add(&scan->words, hash_letters(letters, n), sure);
        scan->lengths |= length_bit(n);
}

void scan_add_identifier(Scan *scan, const char *value, bool sure) {
        Letters *letters = &scan->letters;
        size_t n = strlen(value), zeros = 0;
        bool number = true;
        read_letters(letters, value, n);
        if (letters->n == 0)
                return;
        set_add(&scan->whole, hash_bytes(value, n), sure);
        scan->whole_most = n > scan->whole_most ? n : scan->whole_most;
        if (letters->n < SCAN_WORD_LEAST) {
                scan->n_short++;
                return;
        }
        add_squeezed(scan, letters->items, letters->n, sure);
        for (size_t i = 0; i < letters->n; i++) {
                number = number && letters->items[i] >= '0' && letters->items[i] <= '9';
                zeros += number && zeros == i && letters->items[i] == '0';
        }
        /* a number loses its leading zeros where it is kept as one */
        if (number && zeros && letters->n - zeros >= SCAN_NUMBER_LEAST)
                add_squeezed(scan, letters->items + zeros, letters->n - zeros, sure);
}

bool scan_add_name(Scan *scan, const char *words) {
        Letters *letters = &scan->letters;
        Name name = { 0 };
        size_t of_all = 0;
        read_letters(letters, words, strlen(words));
        for (size_t i = 0; i < letters->words.n && name.n < NAME_WORDS; i++) {
                const Word *w = &letters->words.items[i];
                name.words[name.n++] = hash_letters(letters->items + w->at, w->n);
                of_all += w->n;
        }
        if (of_all < NAME_LETTERS)
                return name.n == 0;
        if (scan->n_names == scan->names_room) {
                scan->names_room = scan->names_room ? scan->names_room * 2 : 256;
                scan->names = grown(scan->names, scan->names_room, sizeof *scan->names);
        }
        scan->names[scan->n_names++] = name;
        return true;
}

void scan_add_key(Scan *scan, const char *key) {
        set_add(&scan->keys, hash_bytes(key, strlen(key)), true);
}

void scan_add_key_name(Scan *scan, const char *squeezed) {
        set_add(&scan->key_names, hash_bytes(squeezed, strlen(squeezed)), true);
}

size_t scan_n_short(const Scan *scan) {
        return scan->n_short;
}

/* --- names --- */

static NameWord *name_word(const Scan *scan, uint64_t hash) {
        size_t at = (size_t)(hash >> 1) & (scan->name_slots - 1);
        while (scan->name_words[at].count && scan->name_words[at].hash != hash)
                at = (at + 1) & (scan->name_slots - 1);
        return &scan->name_words[at];
}

/* Each name is found by its rarest word: the others are asked for then only. */
static void order_names(Scan *scan) {
        for (scan->name_slots = FIRST_SLOTS; scan->name_slots < scan->n_names * NAME_WORDS * 2;)
                scan->name_slots *= 2;
        scan->name_words = calloc(scan->name_slots, sizeof *scan->name_words);
        assert(scan->name_words);
        for (size_t i = 0; i < scan->n_names; i++)
                for (size_t w = 0; w < scan->names[i].n; w++) {
                        NameWord *word = name_word(scan, scan->names[i].words[w]);
                        word->hash = scan->names[i].words[w];
                        word->count++;
                }
        for (size_t i = 0; i < scan->n_names; i++) {
                Name *name = &scan->names[i];
                NameWord *rarest = name_word(scan, name->words[0]);
                for (size_t w = 1; w < name->n; w++) {
                        NameWord *word = name_word(scan, name->words[w]);
                        rarest = word->count < rarest->count ? word : rarest;
                }
                name->next = rarest->first;
                rarest->first = i + 1;
        }
}

static void see_word(Scan *scan, uint64_t hash) {
        if (scan->n_seen == scan->seen_room) {
                scan->seen_room = scan->seen_room ? scan->seen_room * 2 : 256;
                scan->seen = grown(scan->seen, scan->seen_room, sizeof *scan->seen);
        }
        scan->seen[scan->n_seen++] = hash;
        size_t first = name_word(scan, hash)->first;
        if (!first)
                return;
        if (scan->n_met == scan->met_room) {
                scan->met_room = scan->met_room ? scan->met_room * 2 : 16;
                scan->met = grown(scan->met, scan->met_room, sizeof *scan->met);
        }
        scan->met[scan->n_met++] = first;
}

static bool stands(const Scan *scan, const Name *name) {
        for (size_t w = 0; w < name->n; w++) {
                bool seen = false;
                for (size_t i = 0; i < scan->n_seen && !seen; i++)
                        seen = scan->seen[i] == name->words[w];
                if (!seen)
                        return false;
        }
        return true;
}

/* --- a value --- */

static void look_for_hash(Scan *scan, const Set *set, uint64_t hash) {
        uint64_t slot = *set_slot(set, hash);
        scan->found = scan->found || (slot && !(slot & 1));
        scan->maybe = scan->maybe || (slot & 1);
}

static void look_for_letters(Scan *scan, const uint32_t *letters, size_t n, size_t least) {
        if (n >= least && scan->lengths & length_bit(n))
                look_for_hash(scan, &scan->words, hash_letters(letters, n));
}

/* Any run of groups that end with this one. Of three, three and four digits more may stand before the first.
 */
static void look_at_groups(Scan *scan, const Letters *letters, const Words *words, size_t last, size_t most) {
        const Word *end = &words->items[last];
        bool digits = end->digits;
        for (size_t i = last; i > 0 && last - i < most && words->items[i].beside; i--) {
                const Word *first = &words->items[i - 1];
                size_t n = end->at + end->n - first->at;
                digits = digits || first->digits;
                if (n > 63)
                        return;
                if (digits)
                        look_for_letters(scan, letters->items + first->at, n, SCAN_WORD_LEAST);
                if (last - i == 1 && end->n == 4 && words->items[i].n == 3 && first->n > 3)
                        look_for_letters(scan, letters->items + first->at + first->n - 3, 10, 10);
        }
}

static void look_at_words(Scan *scan, Letters *letters, size_t least) {
        for (size_t i = 0; i < letters->words.n; i++) {
                Word *w = &letters->words.items[i];
                look_for_letters(scan, letters->items + w->at, w->n, least);
                if (scan->n_names)
                        see_word(scan, hash_letters(letters->items + w->at, w->n));
                look_at_groups(scan, letters, &letters->words, i, NAME_WORDS);
        }
}

static void look_at_numbers(Scan *scan, const Letters *letters) {
        for (size_t i = 0; i < letters->numbers.n; i++) {
                Word *number = &letters->numbers.items[i];
                look_for_letters(scan, letters->items + number->at, number->n, SCAN_NUMBER_LEAST);
                number->digits = true;
                if (number->beside)
                        look_at_groups(scan, letters, &letters->numbers, i, GROUPS_MOST);
        }
}

static void look_at_text(Scan *scan, Letters *letters, const char *value, size_t n) {
        read_letters(letters, value, n);
        if (n <= scan->whole_most)
                look_for_hash(scan, &scan->whole, hash_bytes(value, n));
        look_for_letters(scan, letters->items, letters->n, SCAN_WORD_LEAST);
        look_at_words(scan, letters, SCAN_WORD_LEAST);
        look_at_numbers(scan, letters);
}

static void look_at_key(Scan *scan, const char *value, size_t n) {
        while (n > 0 && value[n - 1] == ' ') /* character(n) */
                n--;
        look_for_hash(scan, &scan->keys, hash_bytes(value, n));
}

/* --- items of lists and JSON --- */

static char *bytes_room(Scan *scan, size_t n) {
        if (n > scan->bytes_room) {
                scan->bytes = grown(scan->bytes, n, 1);
                scan->bytes_room = n;
        }
        return scan->bytes;
}

static int hex_digit(char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
}

/* \u0041, as json keeps it; those of other planes are no letters that matter here. */
static size_t put_escaped(const char *hex, char *to) {
        unsigned c = 0;
        for (int i = 0; i < 4; i++) {
                if (hex_digit(hex[i]) < 0)
                        return 0;
                c = c << 4 | (unsigned)hex_digit(hex[i]);
        }
        if (c < 0x80) {
                to[0] = (char)c;
                return 1;
        }
        if (c < 0x800) {
                to[0] = (char)(0xc0 | c >> 6);
                to[1] = (char)(0x80 | (c & 0x3f));
                return 2;
        }
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
}

/* From behind the opening quote; yields where the closing one is, or the end. *ret_n bytes of it without
 * escapes are in scan->bytes. */
static const char *scan_read_quoted(Scan *scan, const char *p, const char *end, size_t *ret_n) {
        char *out = bytes_room(scan, (size_t)(end - p) + 4);
        size_t n = 0;
        for (; p < end && *p != '"'; p++) {
                size_t put = 0;
                if (*p == '\\' && p + 1 < end) {
                        p++;
                        put = *p == 'u' && end - p > 4 ? put_escaped(p + 1, out + n) : 0;
                        if (put) {
                                n += put;
                                p += 4;
                                continue;
                        }
                        out[n++] = strchr("nrtbf", *p) && *p ? ' ' : *p;
                        continue;
                }
                out[n++] = *p;
        }
        *ret_n = n;
        return p;
}

typedef struct Items {
        Scan *scan;
        bool keys;    /* each may be a key */
        bool keys_of; /* likewise, until the next member of the JSON */
} Items;

static void look_at_item(Items *items, const char *value, size_t n) {
        while (n > 0 && value[0] == ' ')
                value++, n--;
        while (n > 0 && value[n - 1] == ' ')
                n--;
        if (n == 0)
                return;
        look_at_text(items->scan, &items->scan->item, value, n);
        if (items->keys || items->keys_of)
                look_at_key(items->scan, value, n);
}

/* A member of JSON or hstore that is called as a column with a key would be; "child_ids" too. */
static bool is_key_name(const Scan *scan, const char *name, size_t n) {
        char squeezed[64];
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
                if ((char_is_digit(name[i]) || char_is_alpha(name[i])) && m < sizeof squeezed)
                        squeezed[m++] = (char)fold_letter((unsigned char)name[i]);
        bool one = *set_slot(&scan->key_names, hash_bytes(squeezed, m)) != 0;
        bool many = m > 1 && squeezed[m - 1] == 's' &&
                    *set_slot(&scan->key_names, hash_bytes(squeezed, m - 1)) != 0;
        return one || many;
}

static bool is_member(const char *p, const char *end) {
        while (p < end && *p == ' ')
                p++;
        return p < end && (*p == ':' || (*p == '=' && p + 1 < end && p[1] == '>'));
}

static void look_at_items(Items *items, const char *value, size_t n) {
        const char *p = value, *end = value + n;
        while (p < end) {
                size_t of = 0;
                if (*p == '"') {
                        p = scan_read_quoted(items->scan, p + 1, end, &of);
                        p += p < end;
                        if (is_member(p, end))
                                items->keys_of = is_key_name(items->scan, items->scan->bytes, of);
                        look_at_item(items, items->scan->bytes, of);
                        continue;
                }
                const char *begin = p;
                while (p < end && !strchr("{}[](),:\"'=>", *p))
                        p++;
                look_at_item(items, begin, (size_t)(p - begin));
                p += p < end && *p != '"';
        }
}

/* --- the row --- */

/* 16 bytes may be a UUID; else there may be text in them. */
static void look_at_bytes(Scan *scan, const char *value, size_t n) {
        if (n < 2 || value[0] != '\\' || value[1] != 'x')
                return;
        if (n == 2 + 2 * 16) {
                read_letters(&scan->letters, value + 2, n - 2);
                look_for_letters(scan, scan->letters.items, scan->letters.n, SCAN_WORD_LEAST);
        }
        char *bytes = bytes_room(scan, n);
        size_t of = 0;
        for (size_t i = 2; i + 1 < n; i += 2)
                bytes[of++] = (char)((unsigned)hex_digit(value[i]) << 4 | (unsigned)hex_digit(value[i + 1]));
        look_at_text(scan, &scan->letters, bytes, of);
}

static bool looks_parted(const char *value, size_t n) {
        size_t i = 0;
        while (i < n && value[i] == ' ')
                i++;
        return i < n && strchr("{[\"", value[i]);
}

void scan_value(Scan *scan, ScanKind kind, const char *value, size_t n) {
        Items items = { .scan = scan, .keys = kind == SCAN_KEYS };
        switch (kind) {
        case SCAN_TEXT:
                look_at_text(scan, &scan->letters, value, n);
                if (looks_parted(value, n))
                        look_at_items(&items, value, n);
                break;
        case SCAN_NUMBER:
                read_letters(&scan->letters, value, n);
                for (size_t i = 0; i < scan->letters.words.n; i++) {
                        const Word *w = &scan->letters.words.items[i];
                        look_for_letters(scan, scan->letters.items + w->at, w->n, SCAN_NUMBER_LEAST);
                }
                break;
        case SCAN_BYTES:
                look_at_bytes(scan, value, n);
                break;
        case SCAN_KEY:
                look_at_key(scan, value, n);
                break;
        case SCAN_KEYS:
        case SCAN_WITHIN:
        default:
                look_at_items(&items, value, n);
                break;
        }
}

void scan_row(Scan *scan) {
        if (scan->n_names && !scan->name_words)
                order_names(scan);
        scan->found = scan->maybe = false;
        scan->n_seen = scan->n_met = 0;
}

bool scan_found(const Scan *scan) {
        return scan->found;
}

bool scan_found_maybe(Scan *scan) {
        for (size_t i = 0; i < scan->n_met && !scan->maybe; i++)
                for (size_t at = scan->met[i]; at && !scan->maybe; at = scan->names[at - 1].next)
                        scan->maybe = stands(scan, &scan->names[at - 1]);
        return scan->maybe;
}
