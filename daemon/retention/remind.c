/* A duty to tell somebody, whose day has gone by without a word of its being done. */
#include "base/error.h"
#include "base/log.h"
#include "register/due.h"
#include "retention/retention.h"

int retention_remind(Context *context, Register *reg, const Rule *rule) {
        DueQuery query;
        int64_t n;
        int r = due_compile(reg, rule, clock_today(&context->clock), context->arena, &query);
        if (r == DUE_E_NO_EVENT)
                return RETENTION_E_NO_RULE;
        if (r == 0)
                r = due_count(reg, &query, &n);
        if (r)
                return err_trace(r);
        if (n == 0)
                return RETENTION_E_NOTHING_DUE;
        LOG(DUTY_OVERDUE, LOG_TEXT("RULE", rule->id), LOG_TEXT("CITE", rule->cite),
            LOG_TEXT("REGISTER", register_name(reg)), LOG_NUMBER("RECORDS", n));
        return 0;
}
