# SPDX-License-Identifier: AGPL-3.0-or-later
# bash completion for trien
_trien() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options
	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		COMPREPLY=($(compgen -W "sign prepare finish extend verify inspect scan-check scan-pdf place reserve issue profile evidence trust token store audit registry office jobs lab version help" -- "$cur"))
		return
	fi
	case $prev in
	--profile) COMPREPLY=($(compgen -W "bg-2020 congvu-2024" -f -- "$cur")); return ;;
	--secrecy) COMPREPLY=($(compgen -W "none mat toi-mat tuyet-mat" -- "$cur")); return ;;
	--lang) COMPREPLY=($(compgen -W "vi en" -- "$cur")); return ;;
	--as) COMPREPLY=($(compgen -W "signatory agency attachment annex e-copy digitised" -- "$cur")); return ;;
	--profile) COMPREPLY=($(compgen -W "bg-2020 congvu-2024" -f -- "$cur")); return ;;
	--level) COMPREPLY=($(compgen -W "B-B B-T B-LT B-LTA" -- "$cur")); return ;;
	--digest) COMPREPLY=($(compgen -W "sha256 sha384 sha512" -- "$cur")); return ;;
	--scheme) COMPREPLY=($(compgen -W "pkcs1 pss ecdsa" -- "$cur")); return ;;
	--trust | --out-dir | --pictures) COMPREPLY=($(compgen -d -- "$cur")); return ;;
	--key) COMPREPLY=($(compgen -W "p12: pem: pkcs11:" -- "$cur")); return ;;
	profile) COMPREPLY=($(compgen -W "list show diff rules" -- "$cur")); return ;;
	show | diff) COMPREPLY=($(compgen -W "bg-2020 congvu-2024" -f -- "$cur")); return ;;
	evidence) COMPREPLY=($(compgen -W "create stamp show verify destroy" -- "$cur")); return ;;
	trust) COMPREPLY=($(compgen -W "list import remove export hosts check" -- "$cur")); return ;;
	token) COMPREPLY=($(compgen -W "list pin" -- "$cur")); return ;;
	--list) COMPREPLY=($(compgen -W "government public" -- "$cur")); return ;;
	store) COMPREPLY=($(compgen -W "init check backup restore" -- "$cur")); return ;;
	jobs) COMPREPLY=($(compgen -W "run list evidence retry cancel" -- "$cur")); return ;;
	registry) COMPREPLY=($(compgen -W "enter change act undo import certificate crl pictures picture plan list export template show history custody whoami bootstrap notices portal webhook account" -- "$cur")); return ;;
	office) COMPREPLY=($(compgen -W "draft revise attach submit approve refuse take-back drop delegate copy-right copy-right-end template template-change template-begin steps file begin finish abandon number take issue e-copy void recall correct keep close list show register import in-import send exchange in in-retry in-accept in-reject in-assign in-progress in-answer in-finish in-reopen in-recalled in-recall-refuse in-correct in-scan in-letter-close in-letter in-close in-list in-register in-follow in-slip in-stamp in-evidence dossier retain hold unhold due destroy-propose destroy-list destroy-show destroy-strike destroy-submit destroy-approve destroy-drop destroy" -- "$cur")); return ;;
	audit) COMPREPLY=($(compgen -W "key open sign verify prove request cosign attach" -- "$cur")); return ;;
	lab) COMPREPLY=($(compgen -W "init serve revoke" -- "$cur")); return ;;
	esac
	local look="--as --picture --diameter-mm --width-mm --auto --page --at --agency-name --number --copy-kind --beside
		--font --profile"
	local level="--level --tsa --allow-host --offline --trust"
	case ${COMP_WORDS[1]} in
	sign) options="--key --pin-file --pin-fd --pinentry --field --name --reason --location --contact --unseen --digest
		--scheme --official --rewrite-damaged --force -o --output --out-dir --secrecy --not-secret
		--release-secrecy-by --release-reason --release-kind-by --release-kind-reason --record $look $level" ;;
	prepare) options="--level --cert -o --output --field --name --reason --location --contact --unseen --digest --scheme --official --trust --force --secrecy
		--not-secret --release-secrecy-by --release-reason --release-kind-by --release-kind-reason --record $look" ;;
	finish) options="--state --value -o --output --force $level" ;;
	extend) options="$level -o --output --out-dir --in-place --waiting --progress --force" ;;
	verify) options="--allow-host --custody --official --page-check --sender --trust --as-of --revocation --offline --jobs --progress --pictures --report --report-dir --force" ;;
	scan-check) options="--profile" ;;
	scan-pdf) options="-o --output --dpi --force" ;;
	place) options="--name --preview --force" ;;
	reserve) options="--procedure --signers --texts --profile --fonts -o --output --force --secrecy --not-secret
		--release-secrecy-by --release-reason --release-kind-by --release-kind-reason --record" ;;
	issue) options="--custody --release-right-by --release-right-reason --key --pin-file --pin-fd --pinentry --digest --scheme --official --number --date --picture
		--diameter-mm --trust --profile --name --reason --location -o --output --force --secrecy --not-secret
		--release-secrecy-by --release-reason --release-kind-by --release-kind-reason --record $level" ;;
	evidence) options="--allow-host --custody --offline --trust --policy --responsibility --received --tsa --as-of --evidence --yes --force -o --output" ;;
	trust) options="--trust --list --fingerprint --force -o --output --offline --allow-host --tsa" ;;
	token) options="--pin-file --pin-fd --pinentry --new-pin-file" ;;
	profile) options="--on" ;;
	store) options="--blobs --sweep --backup --logs --with --recipient --config --key --sum" ;;
	registry) options="--blobs --as --role --reason --since --on --search --agency --after --limit --trust --issuer --holder --state --person --device --diameter-mm --sheet --table --results --do --keep --case --title --post --decision -o --force --dry-run --columns --origin --agency-name --name --account --until --at --from --unsent --all --offline --allow-host --webhook-key" ;;
	office) options="--common --release-right-by --release-right-reason --procedure --template --reserve --signers --texts --name --note --certificate --giver --taker --decision --decided --dossier --title --years --closed --final --from --until --to --copy-of --copied-kind --copier --annex --blobs --as --role --reason --on --agency --trust --force --kind --subject --unit --signer --recipients --urgency --retry-key --kept --replaces --count --year --paper --dry-run --secrecy --not-secret --release-secrecy-by --release-reason --record --release-kind-by --release-kind-reason -o --sender --contact --symbol --dated --receiver --evidence --tsa --folder --organ --outbox --deadline --days --opinion --unit-opinion --proposal --progress --answer --offline --late --senders --mailbox --mailbox-user --mailbox-password --mailbox-ca --allow-host" ;;
	jobs) options="--smtp --smtp-user --smtp-password --smtp-ca --smtp-plain --from --from-name --spool --dry-run --once --state --after --at --tsa --trust --allow-host --blobs --webhooks --webhook-key" ;;
	audit) options="--key --vkey --log --number --origin --witness --witness-policy --trust --last --index --old --proof --from --to -o --output" ;;
	lab) options="--no-tokens --port --mode --reason --at" ;;
	*) options= ;;
	esac
	case $cur in
	-*) COMPREPLY=($(compgen -W "$options --json --lang" -- "$cur")) ;;
	*) COMPREPLY=($(compgen -f -- "$cur")) ;;
	esac
}
complete -o filenames -o nospace -F _trien trien
