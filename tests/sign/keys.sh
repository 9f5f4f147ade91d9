# SPDX-License-Identifier: AGPL-3.0-or-later
# Throw-away keys and certificates in $1: rsa, pss-able rsa of another owner, p256, p384; NAME.pem holds key and
# certificate. Sourced by the scripts of this folder.
make_key() { # DIR NAME openssl-req-newkey-arguments...
	dir=$1; name=$2; shift 2
	openssl req -x509 -nodes -days 3650 -subj "/CN=Test $name/C=VN" -keyout "$dir/$name.key" -out "$dir/$name.crt" \
		-addext keyUsage=critical,digitalSignature,nonRepudiation "$@" 2>"$dir/openssl.log" ||
		{ cat "$dir/openssl.log" >&2; return 1; }
	cat "$dir/$name.key" "$dir/$name.crt" >"$dir/$name.pem"
}
make_keys() { # DIR
	make_key "$1" rsa -newkey rsa:2048 &&
	make_key "$1" other -newkey rsa:2048 &&
	make_key "$1" p256 -newkey ec -pkeyopt ec_paramgen_curve:P-256 &&
	make_key "$1" p384 -newkey ec -pkeyopt ec_paramgen_curve:P-384
}
