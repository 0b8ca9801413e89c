#pragma once
/* How a telephone number of the United Kingdom is written for people: in the groups in which it is said. */

#include <stdbool.h>

#define TELEPHONE_SIZE 20

/* "07700900123" as "07700 900123", "+441632960123" as "+44 1632 960123". False for anything else, a number
 * that somebody has already written in groups among it: it stays as it is held. */
bool telephone_in_groups(const char *held, char ret[TELEPHONE_SIZE]);
