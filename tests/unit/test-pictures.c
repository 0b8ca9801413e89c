/* The pages of docs/design draw the lives under model/lives/ as the tables have them, letter
 * for letter. With an argument it prints the pictures, to be put there. */
#include "base/text.h"
#include "check.h"
#include "model/life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_file(const char *path, Text *out) {
        char buf[4096];
        FILE *file = fopen(path, "re");
        for (size_t n; file && (n = fread(buf, 1, sizeof buf, file)) > 0;)
                text_append_n(out, buf, n);
        if (file)
                fclose(file);
}

int main(int argc, char **argv) {
        (void)argv;
        _cleanup_text_ Text page = { 0 }, path = { 0 };
        static const char *const drawn[] = { "retention.md", "requests.md", "accuracy.md", "notices.md",
                                             "delivery.md" };
        for (size_t i = 0; i < ELEMENTS(drawn); i++) {
                text_clear(&path);
                text_appendf(&path, "%s/docs/design/%s", getenv("MUNIMENT_SOURCE"), drawn[i]);
                read_file(text_str(&path), &page);
        }
        CHECK(page.n > 0);
        CHECK(n_lives > 1);
        for (size_t i = 0; i < n_lives; i++) {
                _cleanup_text_ Text picture = { 0 };
                check_group("the life of a %s", lives[i]->name);
                life_draw(lives[i], &picture);
                if (argc > 1)
                        printf("%s\n", text_str(&picture));
                else
                        CHECK(strstr(text_str(&page), text_str(&picture)) != NULL);
        }
        return check_done();
}
