/* The completion for bash: the table's words, without asking anybody. */
#include "client-tui/cli/help.h"

#include <string.h>

static void write_nouns(FILE *out)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(commands[i].noun, commands[i - 1].noun) != 0)
            fprintf(out, "%s%s", i > 0 ? " " : "", commands[i].noun);
}

static void write_verbs(FILE *out, const char *noun)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    bool first = true;
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i].noun, noun) == 0 && commands[i].verb) {
            fprintf(out, "%s%s", first ? "" : " ", commands[i].verb);
            first = false;
        }
}

static void write_options_of(FILE *out, const struct cli_command *command)
{
    for (int i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = cli_option((enum cli_option_id)i);
        if (!option->global && cli_command_takes(command, (enum cli_option_id)i))
            fprintf(out, " --%s", option->name);
    }
}

void help_completion_bash(FILE *out)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    fputs("# bash completion for doran; load it with: source <(doran completion bash)\n"
          "_doran()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} noun='' verb='' words='' options='' i\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        -*) ;;\n"
          "        *) if [[ -z $noun ]]; then noun=${COMP_WORDS[i]}\n"
          "           elif [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; fi ;;\n"
          "        esac\n"
          "    done\n"
          "    if [[ -z $noun ]]; then\n        words='",
          out);
    write_nouns(out);
    fputs("'\n    else\n        case $noun in\n", out);
    for (size_t i = 0; i < count; i++)
        if (commands[i].verb && (i == 0 || strcmp(commands[i].noun, commands[i - 1].noun) != 0)) {
            fprintf(out, "        %s) [[ -z $verb ]] && words='", commands[i].noun);
            write_verbs(out, commands[i].noun);
            fputs("' ;;\n", out);
        }
    fputs("        mood) words='good love nice sad head angry sleepy none' ;;\n"
          "        completion) words='bash' ;;\n"
          "        esac\n        case $noun:$verb in\n",
          out);
    for (size_t i = 0; i < count; i++)
        if (commands[i].options != 0) {
            fprintf(out, "        %s:%s) options='", commands[i].noun,
                    commands[i].verb ? commands[i].verb : "*");
            write_options_of(out, &commands[i]);
            fputs("' ;;\n", out);
        }
    fputs("        esac\n    fi\n    [[ $word == -* ]] && words=\"$options", out);
    for (int i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_option((enum cli_option_id)i)->global)
            fprintf(out, " --%s", cli_option((enum cli_option_id)i)->name);
    fputs("\"\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -F _doran doran\n", out);
}
