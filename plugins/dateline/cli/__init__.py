"""`dateline COMMAND`: data to stdout, everything else to stderr; exit 0 done, 1 a step could not be done, 2 wrong usage.

One file per command group. A group is imported only when one of its commands is called, so that `--help` and `search` do not
wait for the language model.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys

import click

from dateline import __version__
from dateline.errors import DatelineError, UsageError
from dateline.files import FULL

# Command -> the module of this package that holds it, and its one-line help (so that listing imports nothing).
COMMANDS = {
    "feed": ("steps", "Parse one feed document into entries."),
    "extract": ("steps", "Extract articles from HTML."),
    "tag": ("steps", "Tag plain text: mentions and events."),
    "ingest": ("ingest", "Run the whole pipeline without Airflow, over sources or a folder."),
    "outcomes": ("memory", "One line for every entry ever seen."),
    "sources": ("memory", "What we poll, and how that goes."),
    "replay": ("memory", "Put failed entries back to the queue, or the kept pages of a lost index."),
    "search": ("reading", "Search articles, or events."),
    "timeline": ("reading", "Per day: counts and main events, each with its sentence."),
    "incidents": ("incidents", "Join what articles tell into happenings."),
    "incident": ("incidents", "Everything that is claimed of one happening."),
    "story": ("story", "The articles of one development within days."),
    "report": ("reading", "Write the timeline as one self-contained HTML page."),
    "serve": ("reading", "Serve the timeline pages on this machine."),
    "daily": ("reading", "Write one day's timeline and figures."),
    "flags": ("desk", "What analysts said of events; as labels."),
    "brief": ("desk", "The watch list as a mail."),
    "index": ("upkeep", "Create, rebuild or check the index."),
    "retag": ("upkeep", "Tag stored articles again, without fetching."),
    "rules": ("rules", "Try changed overrides before saving them; see why a sentence was read as it was."),
    "why-not": ("why_not", "Why a sentence is not on the timeline."),
    "label": ("label", "Label articles of your own index, to teach the reader."),
    "reader": ("reader", "Show the learned reader, score it, or see what another would change."),
    "seeds": ("rules", "Validate every seed file and run every override's examples."),
    "ledger": ("ledger", "Check, back up or repair the ledger."),
    "kibana": ("kibana", "Build, check or deploy Kibana's dashboards."),
    "doctor": ("doctor", "Check configuration, seeds, model, ledger, archive, index and clock."),
}


class Lazy(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dateline.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dateline")
def cli() -> None:
    """From news feeds to a timeline of conflict events, each with the sentence it came from.

    Settings come from the environment (DATELINE_HOME, DATELINE_INDEX_URL ...); `dateline doctor` shows and checks them.
    """


def main() -> None:
    """Entry point: our errors become one line and an exit code, never a traceback."""
    _set_encodings()
    try:
        cli(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        path = wrong.ctx.command_path if isinstance(wrong, click.UsageError) and wrong.ctx else "dateline"
        click.echo(f"dateline: {' '.join(wrong.format_message().split())} (`{path} --help`)", err=True)
        sys.exit(2)
    except click.Abort:
        click.echo("dateline: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except UsageError as wrong:
        click.echo(f"dateline: {wrong}", err=True)
        sys.exit(2)
    except UnicodeEncodeError:
        # Names of files may be bytes of any kind; what is looked for, and every other argument, cannot.
        if (odd := next((word for word in sys.argv[1:] if not _is_text(word)), None)) is None:
            raise
        click.echo(f"dateline: {odd!r}: holds bytes that are no UTF-8; write it in UTF-8", err=True)
        sys.exit(2)
    except OSError as wrong:
        # A file that was named: an output that cannot be written, an input that cannot be read.
        full = wrong.errno in FULL
        if full and not wrong.filename:  # Files that we write are named.
            wrong.filename = "standard output"
            with contextlib.suppress(OSError):
                sys.stdout.close()  # What is left of it cannot be written either: Python would try at its end, and complain.
        named = f"{wrong.filename}: " if wrong.filename else ""
        repair = "make room there" if full else "name another file or mend its permissions"
        click.echo(f"dateline: {named}{wrong.strerror or wrong}; {repair}", err=True)
        sys.exit(1)
    except DatelineError as failed:
        click.echo(f"dateline: {failed}", err=True)
        sys.exit(1)


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _set_encodings() -> None:
    """What goes on to another program or a file is UTF-8, as JSON, CSV and pages say of themselves, whatever the locale is. A terminal
    gets its own encoding: a sign that it lacks (Arabic in Latin-1, a name from an old disk) costs that sign alone. What comes in is read
    the same way, so that two commands in a pipe understand each other; a byte that is none of it is for whoever reads the line to name."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors=errors)
