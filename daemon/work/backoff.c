#include "work/backoff.h"

int backoff_seconds(int tries, int first, int most) {
        int wait = first;
        for (int i = 1; i < tries && wait < most; i++)
                wait = wait > most / 2 ? most : wait * 2;
        return wait < most ? wait : most;
}
