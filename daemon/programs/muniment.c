/* muniment: the command line for operators and data protection officers. */
#include "base/log.h"
#include "command/commands.h"

#include <locale.h>

int main(int argc, char **argv) {
        setlocale(LC_CTYPE, "C.UTF-8");
        log_init("muniment", false);
        return cli_main(commands, argc, argv);
}
