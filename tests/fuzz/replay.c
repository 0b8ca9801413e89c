/* Runs a fuzzer over its seeds, each whole, cut short at many places and with single bytes changed. What
 * would stop the fuzzer stops this too. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_MAX (1 << 20)
#define STEPS    256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In memory of its exact size, so that the address sanitizer sees a read past its end. */
static void feed(const uint8_t *data, size_t size, size_t changed) {
        uint8_t *copy = malloc(size ? size : 1);
        if (!copy)
                abort();
        if (size)
                memcpy(copy, data, size);
        if (changed < size)
                copy[changed] ^= 0x20;
        LLVMFuzzerTestOneInput(copy, size);
        free(copy);
}

static int replay(const char *name) {
        static uint8_t data[SEED_MAX];
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", CORPUS, name);
        FILE *f = fopen(path, "re");
        if (!f)
                return 0;
        size_t n = fread(data, 1, sizeof data, f);
        fclose(f);
        feed(data, n, n);
        for (size_t step = 0; step < STEPS; step++) {
                feed(data, n * step / STEPS, n);
                feed(data, n, n * step / STEPS);
        }
        return 1;
}

int main(void) {
        int passed = 0;
        DIR *folder = opendir(CORPUS);
        if (!folder) {
                printf("0 passed, 1 failed\n");
                return 1;
        }
        for (const struct dirent *entry; (entry = readdir(folder));)
                if (entry->d_name[0] != '.')
                        passed += replay(entry->d_name);
        closedir(folder);
        printf("%d passed, %d failed\n", passed, passed == 0);
        return passed == 0;
}
