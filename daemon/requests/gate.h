#pragma once
/* The gates of a request, for the files of requests/ only. */

#include "register/collect.h"
#include "requests/step.h"

#include "requests/who.h"

/* facts NULL: the register is asked. */
int gate_judge(Context *context, const Request *request, const SubjectFacts *facts, GateRow *ret);
/* REQUESTS_E_GATE unless none is shut. */
int gate_pass(Context *context, const Request *request, const SubjectFacts *facts);
/* Received becomes identified when every gate is open. */
int gate_identify(Step *step, const SubjectFacts *facts);
/* One event that may move the clock, with the day it leaves: recorded, not committed. */
int gate_event(Step *step, const WhoFound *found, const char **ret_why);
