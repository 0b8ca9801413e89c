#include "seal/passphrase.h"

#include "seal/random.h"

#include <string.h>

void passphrase_make(char ret[PASSPHRASE_SIZE]) {
        /* 32 of them, so that five bits choose one without favour: no 0 and O, no 1 and I. */
        static const char signs[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        unsigned char chance[PASSPHRASE_SIZE];
        random_bytes(chance, sizeof chance);
        for (size_t i = 0; i + 1 < PASSPHRASE_SIZE; i++)
                ret[i] = i % 5 == 4 ? '-' : signs[chance[i] % (sizeof signs - 1)];
        ret[PASSPHRASE_SIZE - 1] = '\0';
        explicit_bzero(chance, sizeof chance);
}
