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

bool disposal_destroys(Disposal disposal) {
        switch (disposal) {
        case DISPOSAL_ANONYMISE:
        case DISPOSAL_DESTROY:
        case DISPOSAL_REVIEW:
                return true;
        case DISPOSAL_ARCHIVE:
        case DISPOSAL_UNARCHIVE:
        case DISPOSAL_REMIND:
        case _DISPOSAL_MAX:
                break;
        }
        return false;
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
