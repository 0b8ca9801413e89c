#include "render/links.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

/* Ends where a word ends; what closes a sentence is no part of an address. */
static size_t word_end(const char *c) {
        size_t n = strcspn(c, " \n,;()");
        while (n > 0 && strchr(".:!?", c[n - 1]))
                n--;
        return n;
}

static bool is_mail(const char *c, size_t n) {
        const char *at = memchr(c, '@', n);
        return at && at > c && memchr(at, '.', n - (size_t)(at - c));
}

/* A name of a site without its scheme, as people write it: ico.org.uk. */
static bool is_site(const char *c, size_t n) {
        static const char *const ends[] = { ".uk", ".org", ".com", ".wales", ".cymru", ".scot" };
        const size_t of_name = strspn(c, "abcdefghijklmnopqrstuvwxyz0123456789-."), name = MIN(of_name, n);
        const char *dot = memrchr(c, '.', name);
        if (!dot || *c == '.' || (name < n && c[name] != '/'))
                return false;
        for (size_t i = 0; i < ELEMENTS(ends); i++)
                if (str_starts(dot, ends[i]) && strlen(ends[i]) == name - (size_t)(dot - c))
                        return true;
        return false;
}

/* A number in groups that begins with 0 or with the country: 0303 123 1113, +44 1632 960123. */
static size_t phone_end(const char *c) {
        size_t n = *c == '+', digits = 0;
        while (char_is_digit(c[n]) || (c[n] == ' ' && digits > 0 && char_is_digit(c[n + 1])))
                digits += c[n++] != ' ';
        const bool whole =
                *c == '+' ? digits >= 11 && digits <= 15 : *c == '0' && (digits == 10 || digits == 11);
        return whole && memchr(c, ' ', n) ? n : 0;
}

/* What stands at c is something to follow: its scheme, and how long it is. */
static const char *link_at(const char *c, size_t *ret_n) {
        *ret_n = word_end(c);
        if (str_starts(c, "https://") || str_starts(c, "http://"))
                return "";
        if (str_starts(c, "www.") || is_site(c, *ret_n))
                return "https://";
        if (is_mail(c, *ret_n))
                return "mailto:";
        *ret_n = phone_end(c);
        return *ret_n > 0 ? "tel:" : NULL;
}

static const char *link_uri(Arena *arena, const char *scheme, const char *c, size_t n) {
        char *bare = arena_alloc(arena, n + 1);
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
                if (c[i] != ' ')
                        bare[kept++] = c[i];
        bare[kept] = '\0';
        /* RFC 3986: the reserved characters, and % for what is escaped already. */
        char *escaped = g_uri_escape_string(bare, ":/?#[]@!$&'()*+,;=%", FALSE);
        const char *uri = arena_printf(arena, "%s%s", scheme, escaped);
        g_free(escaped);
        return uri;
}

const char *link_next(Arena *arena, const char *text, const char **at, size_t *ret_n) {
        for (const char *c = *at; *c; c++) {
                const char *scheme = c == text || strchr(" \n(", c[-1]) ? link_at(c, ret_n) : NULL;
                if (!scheme)
                        continue;
                *at = c;
                return link_uri(arena, scheme, c, *ret_n);
        }
        return NULL;
}

static PangoAttribute *attribute_copy(const PangoAttribute *attribute);

static void attribute_destroy(PangoAttribute *attribute) {
        g_free(((PangoAttrString *)attribute)->value);
        g_free(attribute);
}

static gboolean attribute_equal(const PangoAttribute *a, const PangoAttribute *b) {
        return str_eq(((const PangoAttrString *)a)->value, ((const PangoAttrString *)b)->value);
}

/* Pango draws nothing for a kind of attribute that it does not know, but parts a line where one begins. */
static const PangoAttrClass *link_class(void) {
        static PangoAttrClass class = { .copy = attribute_copy,
                                        .destroy = attribute_destroy,
                                        .equal = attribute_equal };
        if (class.type == 0)
                class.type = pango_attr_type_register("muniment-link");
        return &class;
}

PangoAttribute *link_attribute_new(const char *uri, size_t start, size_t end) {
        PangoAttrString *link = g_new0(PangoAttrString, 1);
        pango_attribute_init(&link->attr, link_class());
        link->value = g_strdup(uri);
        link->attr.start_index = (guint)start;
        link->attr.end_index = (guint)end;
        return &link->attr;
}

static PangoAttribute *attribute_copy(const PangoAttribute *attribute) {
        return link_attribute_new(((const PangoAttrString *)attribute)->value, attribute->start_index,
                                  attribute->end_index);
}

const char *link_of_item(const PangoItem *item) {
        for (const GSList *l = item->analysis.extra_attrs; l; l = l->next)
                if (((const PangoAttribute *)l->data)->klass == link_class())
                        return ((const PangoAttrString *)l->data)->value;
        return NULL;
}

bool link_in_layout(PangoLayout *layout) {
        GSList *all = pango_attr_list_get_attributes(pango_layout_get_attributes(layout));
        bool found = false;
        for (const GSList *l = all; l; l = l->next)
                found = found || ((const PangoAttribute *)l->data)->klass == link_class();
        g_slist_free_full(all, (GDestroyNotify)pango_attribute_destroy);
        return found;
}
