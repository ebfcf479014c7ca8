#!/bin/sh
# Asks Pecete about a file before it is sent, with curl and plain JSON:
#
#   guard.sh http://127.0.0.1:8080 report.txt
#
# reads a file of plain text in UTF-8 (others would have to be turned into text first), and
# exits with 0 if it may be sent, 1 if somebody should look at it first, 2 if it must not
# be sent, and 3 if it could not be checked, which the caller is free to take for any of
# these. Needs curl, and jq to write JSON. PECETE_KEY is a key or token, if the server asks
# who calls; curl gets it in a file, because everybody can read the arguments of programs.
set -eu

if ! jq --raw-input --slurp --join-output . "$2" | cmp -s - "$2" || [ "$(tr -d '\000' <"$2" | wc -c)" -ne "$(wc -c <"$2")" ]; then
	echo "not checked: this is no text in UTF-8" >&2
	exit 3
fi

auth=
if [ -n "${PECETE_KEY:-}" ]; then
	auth="header = \"Authorization: Bearer $PECETE_KEY\""
fi
answer=$(jq --raw-input --slurp '{text: ., options: {locale: "en", channel: {kind: "CHANNEL_KIND_EMAIL"}}}' "$2" |
	curl --silent --show-error --fail-with-body --max-time 10 --retry 2 \
		--header 'Content-Type: application/json' --data-binary @- --config /dev/fd/3 "$1/v1/messages:classify" 3<<-EOF
			$auth
		EOF
) || {
	echo "not checked: $answer" >&2
	exit 3
}
verdict=$(printf '%s' "$answer" | jq --raw-output .assessment.verdict)
printf '%s' "$answer" | jq --raw-output '.assessment.advice.title // empty'
case $verdict in
VERDICT_ALLOW) exit 0 ;;
VERDICT_WARN) exit 1 ;;
VERDICT_BLOCK) exit 2 ;;
esac
exit 3
