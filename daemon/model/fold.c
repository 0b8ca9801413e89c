/* Folding, and the likeness of what is folded. */
#include "model/fold.h"

#include "base/text.h"

#include <string.h>

/* The base letter of each code point, a space where it has none of its own. Made from the canonical
 * decompositions of Unicode, with the stroked letters added. */

/* U+00C0 to U+024F */
static const char latin[] = "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll"
                            "lllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                            "bb     ccdd      ffg   ikk   nn oo             uu  yyzz         "
                            "             aaiioouuuuuuuuuu aaaa    ggkkoooo  j   gg  nnaa    "
                            "aaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooooooooyy            "
                            "                ";

/* U+1E00 to U+1EFF */
static const char latin_additional[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                       "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                       "wwwwwwwwwwxxxxyyzzzzzzhtwy      aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                       "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      ";

static const struct {
        uint32_t c;
        const char *letters;
} ligatures[] = {
        { 0xc6, "ae" }, { 0xe6, "ae" },  { 0xdf, "ss" },  { 0x1e9e, "ss" }, { 0xde, "th" },
        { 0xfe, "th" }, { 0x152, "oe" }, { 0x153, "oe" }, { 0x132, "ij" },  { 0x133, "ij" },
};

/* The code point at s, which is valid UTF-8; *s moves past it. */
static uint32_t next_code_point(const char **s) {
        const unsigned char *p = (const unsigned char *)*s;
        int more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
        uint32_t c = more == 0 ? p[0] : p[0] & (0x3f >> more);
        for (int i = 1; i <= more; i++)
                c = c << 6 | (p[i] & 0x3f);
        *s += more + 1;
        return c;
}

typedef enum Treatment { TREAT_KEEP, TREAT_DROP, TREAT_SPACE } Treatment;

/* Apostrophes join (O'Brien is OBrien), combining marks fall off their letter, other marks separate. */
static Treatment treatment(uint32_t c) {
        if (c == '\'' || c == '`' || c == 0xb4 || (c >= 0x2018 && c <= 0x201b) || c == 0x2bc || c == 0x2b9 ||
            (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200d) || c == 0xad || c == 0xfeff)
                return TREAT_DROP;
        if (c < 0x80)
                return char_is_digit((char)c) || char_is_alpha((char)c) ? TREAT_KEEP : TREAT_SPACE;
        if (c == 0xa0 || (c >= 0x2000 && c <= 0x2015) || c == 0x202f || c == 0x3000 || c == 0xb7 ||
            (c >= 0x201c && c <= 0x201f))
                return TREAT_SPACE;
        return TREAT_KEEP;
}

uint32_t fold_letter(uint32_t c) {
        if (c < 0x80)
                return c >= 'A' && c <= 'Z' ? c + 32 : c;
        if (c >= 0xc0 && c <= 0x24f && latin[c - 0xc0] != ' ')
                return (uint32_t)latin[c - 0xc0];
        if (c >= 0x1e00 && c <= 0x1eff && latin_additional[c - 0x1e00] != ' ')
                return (uint32_t)latin_additional[c - 0x1e00];
        if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f)) /* Greek, Cyrillic */
                return c + 32;
        return c >= 0x400 && c <= 0x40f ? c + 80 : c;
}

static void push(Folded *f, uint32_t c) {
        f->c[f->n++] = c;
}

static void push_letter(Folded *f, uint32_t c) {
        for (size_t i = 0; i < ELEMENTS(ligatures); i++)
                if (ligatures[i].c == c) {
                        push(f, (uint32_t)ligatures[i].letters[0]);
                        push(f, (uint32_t)ligatures[i].letters[1]);
                        return;
                }
        push(f, fold_letter(c));
}

static bool fold_split(Folded *f) {
        f->n_words = 0;
        for (size_t i = 0; i < f->n; i++)
                if (i == 0 || f->c[i - 1] == ' ') {
                        if (f->n_words == FOLD_WORDS_MAX)
                                return false;
                        f->words[f->n_words++] = (FoldWord){ .c = f->c + i };
                }
        for (size_t w = 0; w < f->n_words; w++) {
                const uint32_t *end = w + 1 < f->n_words ? f->words[w + 1].c - 1 : f->c + f->n;
                f->words[w].n = (size_t)(end - f->words[w].c);
        }
        return true;
}

bool fold(const char *s, Folded *ret) {
        ret->n = 0;
        if (!str_is_utf8(s, strlen(s)))
                return false;
        while (*s) {
                uint32_t c = next_code_point(&s);
                if (ret->n + 3 > FOLD_MAX)
                        return false;
                switch (treatment(c)) {
                case TREAT_DROP:
                        break;
                case TREAT_SPACE:
                        if (ret->n > 0 && ret->c[ret->n - 1] != ' ')
                                push(ret, ' ');
                        break;
                case TREAT_KEEP:
                        push_letter(ret, c);
                        break;
                }
        }
        if (ret->n > 0 && ret->c[ret->n - 1] == ' ')
                ret->n--;
        return fold_split(ret);
}

bool fold_word_equal(const FoldWord *a, const FoldWord *b) {
        return a->n == b->n && memcmp(a->c, b->c, a->n * sizeof *a->c) == 0;
}

bool fold_word_is(const FoldWord *word, const char *s) {
        size_t n = strlen(s);
        if (word->n != n)
                return false;
        for (size_t i = 0; i < n; i++)
                if (word->c[i] != (unsigned char)s[i])
                        return false;
        return true;
}

size_t fold_gap(const char *s) {
        const unsigned char *p = (const unsigned char *)s;
        if (strchr(" \t\n\v\f\r-", *s))
                return *s ? 1 : 0;
        if (p[0] == 0xc2)
                return p[1] == 0xa0 || p[1] == 0xad ? 2 : 0;
        if (p[0] < 0xe2 || p[0] > 0xef || p[1] < 0x80 || p[2] < 0x80)
                return 0;
        uint32_t c = (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
        return (c >= 0x2000 && c <= 0x2015) || c == 0x202f || c == 0x205f || c == 0x2060 || c == 0x2212 ||
                               c == 0x3000 || c == 0xfeff
                       ? 3
                       : 0;
}

size_t fold_letters(const Folded *folded, uint32_t *out) {
        size_t n = 0;
        for (size_t i = 0; i < folded->n; i++)
                if (folded->c[i] != ' ')
                        out[n++] = folded->c[i];
        return n;
}

/* Characters that a and b share within reach of one another, in a's order (into a_out) and in b's. */
static size_t shared(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b, uint32_t *a_out,
                     uint32_t *b_out) {
        bool taken[FOLD_MAX] = { false };
        size_t longer = n_a > n_b ? n_a : n_b, reach = longer / 2 > 0 ? longer / 2 - 1 : 0, n = 0, m = 0;
        for (size_t i = 0; i < n_a; i++) {
                size_t from = i > reach ? i - reach : 0, to = i + reach + 1 < n_b ? i + reach + 1 : n_b;
                for (size_t j = from; j < to; j++)
                        if (!taken[j] && a[i] == b[j]) {
                                taken[j] = true;
                                a_out[n++] = a[i];
                                break;
                        }
        }
        for (size_t j = 0; j < n_b; j++)
                if (taken[j])
                        b_out[m++] = b[j];
        return n;
}

double fold_likeness(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
        uint32_t in_a[FOLD_MAX] = { 0 }, in_b[FOLD_MAX] = { 0 };
        if (n_a == 0 || n_b == 0)
                return n_a == n_b ? 1 : 0;
        size_t n = shared(a, n_a, b, n_b, in_a, in_b), moved = 0, start = 0;
        if (n == 0)
                return 0;
        for (size_t i = 0; i < n; i++)
                moved += in_a[i] != in_b[i];
        double m = (double)n;
        double jaro = (m / (double)n_a + m / (double)n_b + (m - (double)moved / 2) / m) / 3;
        while (start < 4 && start < n_a && start < n_b && a[start] == b[start])
                start++;
        return jaro + (double)start * 0.1 * (1 - jaro);
}

bool fold_one_slip(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
        size_t from = 0, to = 0, shorter = n_a < n_b ? n_a : n_b;
        while (from < shorter && a[from] == b[from])
                from++;
        while (to < shorter - from && a[n_a - 1 - to] == b[n_b - 1 - to])
                to++;
        size_t rest_a = n_a - from - to, rest_b = n_b - from - to;
        if (rest_a == 2 && rest_b == 2)
                return a[from] == b[from + 1] && a[from + 1] == b[from];
        return rest_a + rest_b > 0 && rest_a <= 1 && rest_b <= 1;
}
