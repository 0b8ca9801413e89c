#pragma once
/* How long to wait before something is tried again. */

/* The first wait doubled for each try after the first, never above most. tries counts from 1. */
int backoff_seconds(int tries, int first, int most);
