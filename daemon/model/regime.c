/* Choosing the law by the day of receipt. */
#include "model/regime.h"

#include "base/text.h"

static bool regime_in_force(Date from, Date to, Date day) {
        return (from == DATE_NONE || day >= from) && (to == DATE_NONE || day <= to);
}

const Regime *regimes_find(const Regimes *regimes, const char *name) {
        for (size_t i = 0; i < regimes->n_regimes; i++)
                if (str_eq(regimes->regimes[i].name, name))
                        return &regimes->regimes[i];
        return NULL;
}

const Regime *regimes_on(const Regimes *regimes, Date received) {
        for (size_t i = 0; i < regimes->n_regimes; i++)
                if (regime_in_force(regimes->regimes[i].from, regimes->regimes[i].to, received))
                        return &regimes->regimes[i];
        return NULL;
}

const RegimeClock *regime_clock(const Regime *regime, RequestKind kind, Date received) {
        for (size_t i = 0; i < regime->n_clocks; i++) {
                const RegimeClock *clock = &regime->clocks[i];
                if ((clock->kinds & 1u << kind) && regime_in_force(clock->from, clock->to, received))
                        return clock;
        }
        return NULL;
}

const Holidays *regimes_holidays(const Regimes *regimes, Jurisdiction jurisdiction) {
        for (size_t i = 0; i < regimes->n_holidays; i++)
                if (regimes->holidays[i].jurisdiction == jurisdiction)
                        return &regimes->holidays[i];
        return NULL;
}
