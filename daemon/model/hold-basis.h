#pragma once
/* On what ground a hold may stand. A closed list: it feeds the command line's help, muniment hold bases, and
 * the check of muniment.hold, which a test compares with it. */

#include <stdbool.h>

/* BASIS(name, word, citation, what it is). What has no citation needs a reason in the hold's own words. */
#define HOLD_BASES                                                                                           \
        BASIS(OTHER, "other", NULL, "Another ground, which the hold's reason must name")                     \
        BASIS(INQUIRY, "inquiry", "Inquiries Act 2005 s.35",                                                 \
              "A statutory inquiry: destroying what its panel would want is an offence")                     \
        BASIS(LITIGATION, "litigation", "Civil Procedure Rules PD 31B para 7",                               \
              "A claim that is brought or to be expected: what may have to be disclosed is preserved")       \
        BASIS(SECTION_47, "section-47", "Children Act 1989 s.47; SI 2007/2182 reg 7(2)",                     \
              "An investigation whether a child suffers significant harm")                                   \
        BASIS(SAFEGUARDING_REVIEW, "safeguarding-review", "SI 2007/2182 reg 7(2)",                           \
              "A safeguarding practice review or a child death review")                                      \
        BASIS(POLICE, "police", "DPA 2018 Sch 2 para 2", "A request of the police, or a prosecution")        \
        BASIS(REQUEST, "request", "DPA 2018 s.173",                                                          \
              "An open request for access: destroying what it asks about to defeat it is an offence")        \
        BASIS(RETENTION_REVIEW, "retention-review", "UK GDPR Art 5(1)(e)",                                   \
              "A person looked before destruction and decided that it is still needed")

typedef enum HoldBasis {
#define BASIS(name, word, cite, text) HOLD_BASIS_##name,
        HOLD_BASES
#undef BASIS
                _HOLD_BASIS_MAX,
} HoldBasis;

const char *hold_basis_to_string(HoldBasis basis);
/* False for an unknown word. */
bool hold_basis_from_string(const char *s, HoldBasis *ret);
/* NULL: it has none, and a hold on it needs a reason. */
const char *hold_basis_cite(HoldBasis basis);
const char *hold_basis_text(HoldBasis basis);
