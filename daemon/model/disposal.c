#include "model/disposal.h"

#include "base/cleanup.h"

static const char *const disposals[] = { DISPOSALS(WORD_STRING) };
static const char *const approvals[] = { APPROVALS(WORD_STRING) };

const char *disposal_to_string(Disposal disposal) {
        return disposals[disposal];
}

bool disposal_from_string(const char *s, Disposal *ret) {
        size_t n;
        if (!str_place(s, disposals, ELEMENTS(disposals), &n))
                return false;
        *ret = (Disposal)n;
        return true;
}

DisposalTraits disposal_traits(Disposal disposal) {
        switch (disposal) {
        case DISPOSAL_ARCHIVE:
                return (DisposalTraits){ .archives = true };
        case DISPOSAL_UNARCHIVE:
                return (DisposalTraits){ .archives = true, .of_archived = true };
        case DISPOSAL_ANONYMISE:
                return (DisposalTraits){ .destroys = true, .coarsens = true };
        case DISPOSAL_DESTROY:
                return (DisposalTraits){ .destroys = true, .blanks = true };
        case DISPOSAL_REVIEW:
                return (DisposalTraits){ .destroys = true, .blanks = true, .decided = true };
        case DISPOSAL_REMIND:
                return (DisposalTraits){ .reminds = true };
        case _DISPOSAL_MAX:
                break;
        }
        return (DisposalTraits){ .destroys = false };
}

bool disposal_destroys(Disposal disposal) {
        return disposal_traits(disposal).destroys;
}

bool disposal_archives(Disposal disposal) {
        const DisposalTraits traits = disposal_traits(disposal);
        return traits.archives && !traits.of_archived;
}

const char *approval_to_string(Approval approval) {
        return approvals[approval];
}

bool approval_from_string(const char *s, Approval *ret) {
        size_t n;
        if (!str_place(s, approvals, ELEMENTS(approvals), &n))
                return false;
        *ret = (Approval)n;
        return true;
}
