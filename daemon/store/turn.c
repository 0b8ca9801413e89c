#include "store/turn.h"

#include "store/call.h"

int turn_take(Store *store, const char *what) {
        return store_call(store, turn_take, NULL, .what = what);
}

int analyse_grown(Store *store) {
        return store_call(store, analyse_grown, NULL);
}
