#pragma once
/* What one at a time does: sql/migrate/0015-turns.sql, 0021-analyse.sql. */

#include "store/store.h"

/* Waits for the turn and keeps it until the transaction ends. what: a row of muniment.turn. */
int turn_take(Store *store, const char *what);
/* Has tables analysed that have grown by much since they were; nothing while another session does. */
int analyse_grown(Store *store);
