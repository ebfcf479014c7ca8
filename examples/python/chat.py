"""A chat in a terminal with a guard in front of it.

    python3 chat.py 127.0.0.1:50051

Each line is a message. Where there is advice against it, the next line says what to do:
"s" sends it anyway, anything else keeps it. --open sends what cannot be checked.
"""

import argparse
import sys

from guard import Guard, connect, pecete, pecete_grpc


class Terminal:
    def send(self, text: str) -> None:
        print(f"-> {text}")

    def send_anyway(self, advice: pecete.Advice) -> bool:
        print(f"? {advice.title} [e: edit, s: send anyway]")
        return sys.stdin.readline().strip() == "s"

    def refuse(self, advice: pecete.Advice) -> None:
        print(f"! {advice.title}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--timeout", type=float, default=10, help="seconds")
    args = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    channel = pecete.Channel(kind=pecete.CHANNEL_KIND_MESSENGER_DIRECT)
    options = pecete.ClassifyOptions(locale="en", channel=channel)
    with connect(args.target) as connection:
        stub = pecete_grpc.ClassifierServiceStub(connection)
        guard = Guard(stub, Terminal(), options, args.timeout, args.open)
        while line := sys.stdin.readline():
            outcome = guard.send(line.rstrip("\n"))
            print(outcome.value)
            if outcome.name in ("REFUSED", "KEPT_TO_EDIT"):
                for detector, found in guard.findings(line.rstrip("\n")):
                    print(f"   {detector}: {found}")


if __name__ == "__main__":
    main()
