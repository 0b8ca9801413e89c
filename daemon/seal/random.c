#include "seal/random.h"

#include <sodium.h>

void random_bytes(void *ret, size_t n) {
        randombytes_buf(ret, n);
}
