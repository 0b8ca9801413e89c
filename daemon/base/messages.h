#pragma once
/* Every message the programs log: name, MESSAGE_ID, level, text. tests/lint compares this table with
 * packaging/catalog/muniment.catalog. New ids: systemd-id128 new. */

#include <syslog.h>

/* clang-format off */
#define MESSAGES \
        MESSAGE(READY,               "4e49ab1ecfe44587ab054776c196076a", LOG_INFO,    "Ready to work") \
        MESSAGE(STOPPING,            "985c7da06daf4359925987d44c1ff3bf", LOG_INFO,    "Stopping: no new work is taken") \
        MESSAGE(DATABASE_AWAY,       "01cc83c090bb4739ba3aff866a5fda74", LOG_WARNING, "The database cannot be reached; trying again") \
        MESSAGE(DATABASE_BACK,       "9df6fd6b993a444d9a1a4a3ca75633ca", LOG_NOTICE,  "The database answers again") \
        MESSAGE(SETTINGS_REFUSED,    "4d91e5a002be4ef3850d682415603631", LOG_ERR,     "The settings or policies are wrong; see the problem and mend it") \
        MESSAGE(SCHEMA_UNFIT,        "c5791f90f902499aad17c421905d85d4", LOG_ERR,     "The database's schema is not this program's; waiting for muniment migrate") \
        MESSAGE(DATABASE_DENIED,     "3a7162e00a5348bdaa04a01a93293316", LOG_ERR,     "The database refuses the daemon's login; trying again") \
        MESSAGE(DATABASE_POOLED,     "d7b4ead365e5467bbd8a591b037842e1", LOG_ERR,     "A pooler gives each transaction another session; waiting for pool_mode session") \
        MESSAGE(RELOADED,            "ca4355953288436f878ba2262c368641", LOG_NOTICE,  "The settings were read again") \
        MESSAGE(WORKER_STARTED,      "2e63e408a47a4f7aa93b4df649010f1e", LOG_DEBUG,   "A worker has started") \
        MESSAGE(WORKER_DIED,         "6cd4febeb2a748248befc463785c4b67", LOG_WARNING, "A worker died; its job will be tried again") \
        MESSAGE(JOB_DONE,            "bb42b7ccd6bf4c70975a366927599701", LOG_INFO,    "A job is done") \
        MESSAGE(JOB_RETRY,           "94edb070c7f7419eaf935868375c15a3", LOG_WARNING, "A job did not succeed and will be tried again") \
        MESSAGE(JOB_FAILED,          "edaf2a20fccc4f5899e91e98f5a423ee", LOG_ERR,     "A job has failed and stands aside") \
        MESSAGE(JOB_ORPHANED,        "f32cc7c0ba1f4b15a3166d30e7dbbf5c", LOG_WARNING, "A job was left behind by a worker that died") \
        MESSAGE(FAULT,               "50e16d35266e47b7b67ceac2568716a8", LOG_ERR,     "A fault of the program stopped what it was doing") \
        MESSAGE(POLICY_CHANGED,      "717ac352fe8b483d8296ae6bc994c078", LOG_NOTICE,  "The retention rules have changed; what was planned under the old ones is planned again") \
        MESSAGE(DUTY_OVERDUE,        "c1d95d1a166547e4b37cf64429826e88", LOG_WARNING, "Somebody had to be told, and has not been") \
        MESSAGE(LEDGER_REFUSED,      "ffbb049dc2474cbcab23822c803e634d", LOG_CRIT,    "The ledger was not signed: it contradicts what was signed before") \
        MESSAGE(HOLD_REVIEW,         "42a98038dea543568e3279a369bdec26", LOG_NOTICE,  "A hold is to be looked at again") \
        MESSAGE(CHECKPOINT,          "bf714391373441dd90582a222ade146d", LOG_NOTICE,  "The ledger was signed") \
        MESSAGE(REGISTER_CLOSED,     "7f53d99a8a60435895cdcd89d14f25e6", LOG_CRIT,    "A register is closed: a database went back in time, and what was destroyed may be in it again") \
        MESSAGE(REGISTER_OPENED,     "e1a6e8bdb2f94f5ca5d63db945da930c", LOG_NOTICE,  "A register is open again: what had been destroyed is destroyed again") \
        MESSAGE(REGISTER_MOVED,      "a00abc0ee398433890fa6462eb143e9f", LOG_NOTICE,  "A register is served by another server or timeline; nothing of it was lost") \
        MESSAGE(STATE_DAMAGED,       "9ac831a37efb40f9a4df6b2a61f6c2be", LOG_ERR,     "Tombstones in the state folder are damaged and were left out") \
        MESSAGE(COPIES_STUCK,        "8e701dd416234e85975af6321255ed9f", LOG_ERR,     "Copies of documents cannot be written to the output folder, or removed from it; trying again") \
        MESSAGE(SWEEP_DONE,          "9a6d8b61d6924875813bb7146df06d91", LOG_INFO,    "A source has been asked about everybody whose data was stale") \
        MESSAGE(MESSAGES_HELD,       "33d1b4b8071e44f68c7b9930fb36c5ab", LOG_NOTICE,  "A message was held back, as it had been written often enough") \
        MESSAGE(DATABASE_SHORT,      "0ef974b07e2a46bb8a24f9ef79b17fd4", LOG_ERR,     "The database is short of disk, memory or connections; trying again") \
        MESSAGE(METRICS_DEAF,        "466c32f2eac0417d978bc3201c0fc7c6", LOG_WARNING, "Monitoring cannot be answered: its place to listen cannot be had; trying again") \
        MESSAGE(CLOCK_JUMPED,        "d144cfbbe9ed47849d95895fc090f606", LOG_WARNING, "The database's clock has jumped by days") \
        MESSAGE(SOURCE_AWAY,         "aa16d58df9b64d8d9fa011588594fd69", LOG_WARNING, "A source gives no usable answer; the sweep stops here and is carried on later")
/* clang-format on */
