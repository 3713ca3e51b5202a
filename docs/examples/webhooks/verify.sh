# Verifies a delivery: the headers stand in the environment, the body comes on standard input.
key=$(printf %s "${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
wanted=$({ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" && cat; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
case " $WEBHOOK_SIGNATURE " in
  *" v1,$wanted "*) echo "sh: genuine" ;;
  *) echo "sh: not genuine" >&2 && exit 1 ;;
esac
