#include "settings/setting-table.h"

#include "base/cleanup.h"

static const char *const jurisdictions[] = { JURISDICTIONS(WORD_STRING) NULL };
static const char *const postages[] = { POSTAGES(WORD_STRING) NULL };

/* clang-format off */
#define DRAFT(member)       .offset = offsetof(SettingsDraft, member)
#define DRAFT_N(member)     .offset_n = offsetof(SettingsDraft, member)
#define REGISTER(member)    .offset = offsetof(RegisterSettings, member)
#define SOURCE(member)      .offset = offsetof(SourceUse, member)
#define NUMBER(least, most) .type = SETTING_INTEGER, .min = (least), .max = (most)
#define RELOADABLE          .reloadable = true

const Setting setting_table[] = {
        { "database", SETTING_CONNECTION, REQUIRED, DRAFT(settings.database), .sample = "\"dbname=muniment\"",
          .help = "The governance database, as a libpq connection string. It holds no password: use peer "
                  "authentication, a client certificate, or a passfile." },
        { "data_dir", SETTING_PATH, DRAFT(settings.data_dir), .standard = MUNIMENT_DATA_DIR,
          .shown = "/usr/share/muniment",
          .help = "The folder that holds policies/ and notices/. Policy files named below are looked for in "
                  "it unless their path is absolute." },
        { "texts_dir", SETTING_PATH, RELOADABLE, DRAFT(settings.texts_dir), .shown = "none",
          .help = "The authority's own texts: a folder for each language (en, cy), as in notices/ of data_dir. A "
                  "file here stands before the one of its name there; the others stay those of the packages. In "
                  "labels.conf each word does. muniment check fills them with the sample of their language." },
        { "jurisdiction", SETTING_WORD, RELOADABLE, DRAFT(settings.jurisdiction), .words = jurisdictions,
          .standard = "england-wales",
          .help = "Whose holidays, and whose law on children, the clocks of requests follow." },
        { "checkpoint_file", SETTING_PATH, RELOADABLE, DRAFT(settings.checkpoint_file), .shown = "none",
          .sample = "\"/var/lib/muniment/checkpoints\"",
          .help = "Where signed tree heads of the ledger are written besides the journal, out of the "
                  "database's reach." },
        { "state_dir", SETTING_PATH, DRAFT(settings.state_dir), .shown = "the folder of checkpoint_file",
          .sample = "\"/var/lib/muniment\"",
          .help = "A folder in which is kept, outside every database, how far each register had come, and the "
                  "tombstones. A database that was restored is found out by it, and cleaned." },
        { "output_dir", SETTING_PATH, RELOADABLE, DRAFT(settings.output_dir), .shown = "none",
          .sample = "#\"/var/lib/muniment/out\"",
          .help = "A folder in which finished reports and letters are also written as files, for a print "
                  "room or a test. They hold personal data." },

        { "spool_days", NUMBER(1, 365), RELOADABLE, DRAFT(settings.spool_days), .standard = "30",
          .help = "For how many days a letter lies in output_dir. One that the print room has not taken by then (it "
                  "moves its file into the folder \"taken\" there) is removed and counts as not delivered." },
        { "post_days", NUMBER(0, 30), RELOADABLE, DRAFT(settings.post_days), .standard = "4",
          .help = "After how many working days a letter that the print room has taken counts as received, unless it "
                  "comes back. Second class post takes three or four." },

        { "channels", SETTING_TEXTS, RELOADABLE, DRAFT(channels), DRAFT_N(n_channels), .max = 2,
          .shown = "\"spool\" alone", .sample = "#[ \"notify\", \"spool\" ]",
          .help = "By which ways letters go, in the order in which they are tried: spool (a print room at output_dir) and "
                  "notify (GOV.UK Notify prints and posts them). Where one fails the next is tried; after the last the letter "
                  "is a person's." },
        { "notify", SETTING_GROUP, RELOADABLE,
          .help = "GOV.UK Notify, where \"channels\" names it. Letters leave this house whole: have a contract for that, and name "
                  "it in the register's own notice." },
        { "notify.base_url", SETTING_TEXT, RELOADABLE, DRAFT(settings.notify.base_url),
          .standard = "https://api.notifications.service.gov.uk",
          .help = "Where it answers: https, or http on this machine for a trial." },
        { "notify.credential", SETTING_TEXT, RELOADABLE, DRAFT(settings.notify.credential), .standard = "notify-key",
          .help = "The name of the systemd credential that holds the API key. With a test key nothing is printed. A credential of "
                  "that name with \"-ca\" after it holds the certificates to trust instead of the system's." },
        { "notify.postage", SETTING_WORD, RELOADABLE, DRAFT(settings.notify.postage), .words = postages, .standard = "second",
          .help = "How the letters are posted. Change post_days with it." },

        { "escrow_recipient", SETTING_TEXT, RELOADABLE, DRAFT(settings.escrow_recipient), .shown = "none",
          .sample = "#\"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\"",
          .help = "A public key of age(1) besides the authority's own: whoever keeps its other half can open what "
                  "is stored when the document key is lost. Make it with age-keygen on another machine, and keep "
                  "the other half off this one." },

        { "metrics_socket", SETTING_PATH, RELOADABLE, DRAFT(settings.metrics_socket), .shown = "none",
          .sample = "#\"/run/muniment/metrics\"",
          .help = "The unix socket on which monitoring is answered, over HTTP at /metrics; see "
                  "muniment-metrics(7). The daemon makes it, for its own user and group; the folder must be "
                  "there." },
        { "metrics_listen", SETTING_TEXT, RELOADABLE, DRAFT(settings.metrics_listen), .shown = "none",
          .sample = "#\"127.0.0.1:9460\"",
          .help = "A loopback address and port on which monitoring is answered too, as Prometheus wants it. "
                  "Whoever may log in to this machine can read the figures; none of them is about a person." },

        { "workers", NUMBER(1, 64), DRAFT(settings.workers), .standard = "2",
          .help = "How many worker processes the daemon keeps, and how many errands of one login are done at once. "
                  "One worker more is kept for what somebody waits for and what has a statutory clock." },
        { "lease_seconds", NUMBER(5, 3600), RELOADABLE, DRAFT(settings.lease_seconds), .standard = "120",
          .help = "How long a worker may be silent before its job is given to another." },
        { "max_attempts", NUMBER(1, 100), RELOADABLE, DRAFT(settings.max_attempts), .standard = "5",
          .help = "How often a job is tried before it stands aside as failed." },
        { "poll_seconds", NUMBER(1, 3600), RELOADABLE, DRAFT(settings.poll_seconds), .standard = "60",
          .help = "How often the queue is looked at when the database has not called." },
        { "batch_size", NUMBER(1, 10000), RELOADABLE, DRAFT(settings.batch_size), .standard = "500",
          .help = "How many subjects one transaction disposes of at most." },
        { "hold_review_days", NUMBER(1, 3650), RELOADABLE, DRAFT(settings.hold_review_days), .standard = "180",
          .help = "After how many days a hold is to be looked at again when nobody said when." },
        { "hold_reminder_days", NUMBER(0, 365), RELOADABLE, DRAFT(settings.hold_reminder_days),
          .standard = "14", .help = "How many days before the review of a hold a person is reminded." },
        { "statement_timeout_ms", NUMBER(100, 3600000), DRAFT(settings.statement_timeout_ms),
          .standard = "60000",
          .help = "The longest that one statement may take, in milliseconds." },
        { "lock_timeout_ms", NUMBER(10, 600000), DRAFT(settings.lock_timeout_ms), .standard = "5000",
          .help = "The longest wait for a lock, in milliseconds; the job is then tried again later." },

        { "trusted_wrappers", SETTING_TEXTS, RELOADABLE, DRAFT(settings.trusted_wrappers),
          DRAFT_N(settings.n_trusted_wrappers), .max = 20, .shown = "none", .sample = "#[ \"web-console\" ]",
          .help = "Database logins of programs that speak for people whom they know, with --as: where two people must "
                  "approve, each of those people counts. Any other login is one person, whoever it says it speaks for." },
        { "made_up_postcodes", SETTING_TEXTS, RELOADABLE, DRAFT(settings.made_up_postcodes),
          DRAFT_N(settings.n_made_up_postcodes), .max = 20, .shown = "none", .sample = "#[ \"ZA\" ]",
          .help = "For trials: areas of postcodes, the letters they begin with, that no post serves and letters may be "
                  "written to all the same." },
        { "rehearsal", SETTING_BOOLEAN, RELOADABLE, DRAFT(settings.rehearsal), .standard = "false",
          .help = "For trials on data that is nobody's: lets --as-of act on days that have not come. Never for a "
                  "register that is used." },

        { "belt_subjects", NUMBER(1, 1000000000), RELOADABLE, DRAFT(settings.belt_subjects),
          .standard = "1000",
          .help = "A run over more records than this needs two different people, whatever its rule says." },
        { "belt_share", NUMBER(1, 100), RELOADABLE, DRAFT(settings.belt_share), .standard = "25",
          .help = "Likewise a run over more than so many hundredths of a register." },
        { "belt_days", NUMBER(1, 3650), RELOADABLE, DRAFT(settings.belt_days), .standard = "7",
          .help = "Likewise a run planned more than so many days after the register's planning before, or "
                  "while the clocks of this host and of the database are a day apart: one may be wrong." },
        { "run_hours", SETTING_TEXT, RELOADABLE, DRAFT(settings.run_hours_text), .shown = "any hour",
          .sample = "#\"20:00-06:00\"",
          .help = "Between which times of day, in Europe/London, runs may work. Past midnight is well. A "
                  "batch that has begun is ended." },
        { "run_share", NUMBER(1, 100), RELOADABLE, DRAFT(settings.run_share), .standard = "10",
          .help = "In how many hundredths of its time a run works; between batches it rests, so that those "
                  "who use the register are not held up." },
        { "run_max_lag_mb", NUMBER(0, 1000000), RELOADABLE, DRAFT(settings.run_max_lag_mb), .standard = "64",
          .help = "A run waits while a replica of the register's server has more megabytes than this of the "
                  "write-ahead log still to replay. 0: not looked at." },
        { "run_max_active", NUMBER(0, 100000), RELOADABLE, DRAFT(settings.run_max_active), .standard = "0",
          .help = "A run waits while more sessions than this, its own left out, are at work on the "
                  "register's server. 0: not looked at." },
        { "rewrite_hours", SETTING_TEXT, RELOADABLE, DRAFT(settings.rewrite_hours_text), .shown = "any hour",
          .sample = "#\"01:00-05:00\"",
          .help = "Between which times of day, in Europe/London, tables are rewritten for runs that promise the "
                  "grade \"rewritten\". Who uses such a table waits meanwhile." },
        { "backup_days", NUMBER(0, 36500), RELOADABLE, DRAFT(settings.backup_days), .standard = "0",
          .help = "After how many days no backup is left of a register or of the governance database: the certificate "
                  "of a run then says by which day the last one with the data has gone. 0: it says that nobody has said." },
        { "restore_command", SETTING_TEXT, RELOADABLE, DRAFT(settings.restore_command), .shown = "none",
          .sample = "#\"/etc/muniment/restore-register\"",
          .help = "What muniment restore drill runs in a shell to fill an empty database with the last backup of a "
                  "register: $MUNIMENT_TARGET is that database, as a libpq connection string, and "
                  "$MUNIMENT_REGISTER the register's name. It ends with 0 when all of it is there." },
        { "wal_days", NUMBER(0, 36500), RELOADABLE, DRAFT(settings.wal_days), .standard = "0",
          .help = "After how many days the register's server has certainly removed or overwritten a segment of its "
                  "write-ahead log. Needed for a date on certificates where it recycles segments (wal_recycle), keeps "
                  "them (wal_keep_size) or has replicas. 0: not known." },
        { "wal_archive_days", NUMBER(0, 36500), RELOADABLE, DRAFT(settings.wal_archive_days), .standard = "0",
          .help = "After how many days the archive of the write-ahead log forgets a segment, where the server has "
                  "one. 0: not known." },

        { "authority", SETTING_GROUP, RELOADABLE,
          .help = "Who writes to families. Needed as soon as there is a register: a letter must say who "
                  "sends it (UK GDPR Art 13(1)(a), 14(1)(a))." },
        { "authority.name_", SETTING_BY_LANGUAGE, REQUIRED, RELOADABLE, DRAFT(settings.authority.names),
          .sample = "en = \"Anytown Council\"",
          .help = "Its name, in each language that has a folder in notices/; where one is not said, the name in the "
                  "standard language stands." },
        { "authority.address", SETTING_TEXTS, REQUIRED, RELOADABLE, DRAFT(settings.authority.address),
          DRAFT_N(settings.authority.n_address), .max = 7,
          .sample = "[ \"Civic Centre\", \"1 High Street\", \"Anytown\", \"ZZ99 3WZ\" ]",
          .help = "Its postal address, line by line." },
        { "authority.phone", SETTING_TEXT, RELOADABLE, DRAFT(settings.authority.phone), .shown = "none",
          .sample = "\"01632 960000\"", .help = "A telephone number for families." },
        { "authority.email", SETTING_TEXT, RELOADABLE, DRAFT(settings.authority.email), .shown = "none",
          .sample = "\"data.protection@council.example\"", .help = "A mail address for families." },
        { "authority.web", SETTING_TEXT, RELOADABLE, DRAFT(settings.authority.web), .shown = "none",
          .sample = "\"https://council.example/your-data\"",
          .help = "Where its privacy notice is published." },
        { "authority.dpo_contact", SETTING_TEXT, REQUIRED, RELOADABLE, DRAFT(settings.authority.dpo_contact),
          .sample = "\"data.protection@council.example\"",
          .help = "How the data protection officer is reached (UK GDPR Art 13(1)(b), 14(1)(b))." },
        { "authority.regulator_", SETTING_BY_LANGUAGE, RELOADABLE, DRAFT(settings.authority.regulators),
          .shown = "what the language's language.conf says", .sample = "#en = \"Information Commissioner's Office\"",
          .help = "The regulator to whom families may complain, as a letter in each language is to name it." },

        { "authority.logo", SETTING_PATH, RELOADABLE, DRAFT(settings.authority.look.logo), .shown = "none",
          .sample = "#\"/etc/muniment/logo.png\"",
          .help = "Its crest or logo, a PNG of at most 1 MB, printed beside its name on letters and reports." },
        { "authority.logo_text_", SETTING_BY_LANGUAGE, RELOADABLE, DRAFT(settings.authority.look.logo_texts),
          .shown = "what the standard language says", .sample = "#en = \"Crest of Anytown Council\"",
          .help = "What the logo shows, in words, for who cannot see it. Must be set where there is a logo." },
        { "authority.colour", SETTING_TEXT, RELOADABLE, DRAFT(settings.authority.colour), .standard = "#12436d",
          .sample = "#\"#12436d\"",
          .help = "Its colour, for its name, headings and rules. It must stand out from white by 4.5 to 1." },
        { "authority.font", SETTING_TEXT, RELOADABLE, DRAFT(settings.authority.look.font),
          .shown = "that of the text", .sample = "#\"Noto Serif\"",
          .help = "The font of its name and of headings, a family that is installed. The text keeps its own." },

        { "maps", SETTING_TEXTS, RELOADABLE, DRAFT(map_files), DRAFT_N(n_map_files), .max = 100,
          .shown = "none", .sample = "[ \"policies/maps/s12-register.conf\" ]",
          .help = "Data maps, one file each." },
        { "packs", SETTING_TEXTS, RELOADABLE, DRAFT(pack_files), DRAFT_N(n_pack_files), .max = 100,
          .shown = "none", .sample = "[ \"policies/law/england-childrens-database.conf\" ]",
          .help = "Law packs with the retention rules in force here, one file each." },

        { "registers", SETTING_LIST, DRAFT(settings.registers), DRAFT_N(settings.n_registers), .max = 1000,
          .element_size = sizeof(RegisterSettings), .help = "The databases that are governed." },
        { "registers.[].name", SETTING_TEXT, REQUIRED, REGISTER(name), .sample = "\"s12\"",
          .help = "What it is called on the command line." },
        { "registers.[].connection", SETTING_CONNECTION, REGISTER(connection),
          .shown = "the governance database", .sample = "\"dbname=children\"",
          .help = "Where it is, as a libpq connection string." },
        { "registers.[].map", SETTING_TEXT, REQUIRED, REGISTER(map_name), .sample = "\"s12-register\"",
          .help = "The name of its data map." },
        { "registers.[].maintenance_role", SETTING_TEXT, REGISTER(maintenance_role), .shown = "none",
          .sample = "#\"muniment_maintenance\"",
          .help = "The role as which its tables are vacuumed and its files read, for rules of the grades "
                  "\"reclaimed\" and \"rewritten\". The engine's login must be a member of it; muniment check "
                  "says which grants it lacks." },

        { "sources", SETTING_LIST, RELOADABLE, DRAFT(sources), DRAFT_N(n_sources), .max = 100,
          .element_size = sizeof(SourceUse),
          .help = "The agencies that are asked whether what is held is right." },
        { "sources.[].file", SETTING_TEXT, REQUIRED, RELOADABLE, SOURCE(file),
          .sample = "\"policies/sources/pds.conf\"", .help = "The file that describes the source." },
        { "sources.[].register", SETTING_TEXT, RELOADABLE, SOURCE(register_name), .sample = "\"s12\"",
          .shown = "the only register with the map that the file names",
          .help = "The register that it confirms." },
        { "sources.[].base_url", SETTING_TEXT, RELOADABLE, SOURCE(base_url), .shown = "what the file says",
          .sample = "#\"https://int.api.service.nhs.uk/personal-demographics/FHIR/R4\"",
          .help = "Where it answers here: a test environment, for example." },
        { "sources.[].connection", SETTING_CONNECTION, RELOADABLE, SOURCE(connection), .shown = "none",
          .sample = "#\"host=mis.council.example dbname=pupils user=muniment\"",
          .help = "Of a source of the kind sql, which has to have one: its database, as a libpq connection "
                  "string. Over a network it must speak TLS and prove its name (sslmode verify-full), unless "
                  "this says otherwise." },
};
/* clang-format on */

const size_t n_setting_table = ELEMENTS(setting_table);
