# SPDX-License-Identifier: AGPL-3.0-or-later
# fish completion for trien
complete -c trien -n __fish_use_subcommand -f -a "sign prepare finish extend verify inspect scan-check scan-pdf place reserve issue profile evidence trust token store audit registry office jobs lab version help"
complete -c trien -l json -d "One JSON object per file"
complete -c trien -l lang -x -a "vi en"
complete -c trien -n "__fish_seen_subcommand_from sign" -l key -x -a "p12: pem: pkcs11:"
complete -c trien -n "__fish_seen_subcommand_from sign" -l pin-file -r
complete -c trien -n "__fish_seen_subcommand_from sign" -l pin-fd -x
complete -c trien -n "__fish_seen_subcommand_from sign" -l pinentry
complete -c trien -n "__fish_seen_subcommand_from sign" -l rewrite-damaged
complete -c trien -n "__fish_seen_subcommand_from sign" -l out-dir -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l field -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l name -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l reason -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l location -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l unseen
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l contact -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l digest -x -a "sha256 sha384 sha512"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l scheme -x -a "pkcs1 pss ecdsa"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l as -x -a "signatory agency attachment annex e-copy digitised"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l picture -r
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l diameter-mm -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l width-mm -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l auto
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l page -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l at -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l agency-name -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l number -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l copy-kind -x -a "sao-y trich-sao sao-luc"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l beside -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l font -r
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l profile -x -a "bg-2020 congvu-2024"
complete -c trien -n "__fish_seen_subcommand_from sign prepare" -l official
complete -c trien -n "__fish_seen_subcommand_from sign prepare finish" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from sign prepare finish" -l force
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l secrecy -x -a "none mat toi-mat tuyet-mat"
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l not-secret -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l release-secrecy-by -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l release-kind-by -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l release-kind-reason -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l release-reason -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare reserve issue" -l record -r
complete -c trien -n "__fish_seen_subcommand_from issue" -l release-right-by -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l release-right-reason -x
complete -c trien -n "__fish_seen_subcommand_from prepare" -l cert -r
complete -c trien -n "__fish_seen_subcommand_from prepare" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from finish" -l state -r
complete -c trien -n "__fish_seen_subcommand_from finish" -l value -r
complete -c trien -n "__fish_seen_subcommand_from verify" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from verify" -l as-of -x
complete -c trien -n "__fish_seen_subcommand_from verify" -l revocation -x -a "required if-present skip"
complete -c trien -n "__fish_seen_subcommand_from verify issue evidence" -l custody -x
complete -c trien -n "__fish_seen_subcommand_from verify" -l official
complete -c trien -n "__fish_seen_subcommand_from verify" -l page-check
complete -c trien -n "__fish_seen_subcommand_from verify" -l sender -x
complete -c trien -n "__fish_seen_subcommand_from verify" -l offline
complete -c trien -n "__fish_seen_subcommand_from verify" -l jobs -x
complete -c trien -n "__fish_seen_subcommand_from verify" -l progress
complete -c trien -n "__fish_seen_subcommand_from verify" -l pictures -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from verify" -l report -r
complete -c trien -n "__fish_seen_subcommand_from verify" -l report-dir -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from verify" -l force
complete -c trien -n "__fish_seen_subcommand_from scan-check" -l profile -x -a "bg-2020 congvu-2024"
complete -c trien -n "__fish_seen_subcommand_from scan-pdf" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from scan-pdf" -l dpi -x
complete -c trien -n "__fish_seen_subcommand_from scan-pdf" -l force
complete -c trien -n "__fish_seen_subcommand_from profile" -l on -x
complete -c trien -n "__fish_seen_subcommand_from profile" -a "list show diff rules bg-2020 congvu-2024"
complete -c trien -n "__fish_seen_subcommand_from place" -l name -x
complete -c trien -n "__fish_seen_subcommand_from place" -l preview -r
complete -c trien -n "__fish_seen_subcommand_from place" -l force
complete -c trien -n "__fish_seen_subcommand_from reserve" -l procedure -x -a "2 3 4"
complete -c trien -n "__fish_seen_subcommand_from reserve" -l signers -x
complete -c trien -n "__fish_seen_subcommand_from reserve" -l texts -x
complete -c trien -n "__fish_seen_subcommand_from reserve" -l fonts -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from issue" -l key -x -a "p12: pem: pkcs11:"
complete -c trien -n "__fish_seen_subcommand_from issue" -l pin-file -r
complete -c trien -n "__fish_seen_subcommand_from issue" -l pin-fd -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l pinentry
complete -c trien -n "__fish_seen_subcommand_from issue" -l digest -x -a "sha256 sha384 sha512"
complete -c trien -n "__fish_seen_subcommand_from issue" -l scheme -x -a "pkcs1 pss ecdsa"
complete -c trien -n "__fish_seen_subcommand_from issue" -l official
complete -c trien -n "__fish_seen_subcommand_from issue" -l number -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l date -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l picture -r
complete -c trien -n "__fish_seen_subcommand_from issue" -l diameter-mm -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from issue" -l reason -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l location -x
complete -c trien -n "__fish_seen_subcommand_from issue" -l name -x
complete -c trien -n "__fish_seen_subcommand_from reserve issue" -l profile -x -a "bg-2020 congvu-2024"
complete -c trien -n "__fish_seen_subcommand_from reserve issue" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from reserve issue" -l force
complete -c trien -n "__fish_seen_subcommand_from lab" -f -a "init serve revoke"
complete -c trien -n "__fish_seen_subcommand_from lab" -l no-tokens
complete -c trien -n "__fish_seen_subcommand_from lab" -x -l port
complete -c trien -n "__fish_seen_subcommand_from lab" -x -l mode -a "truth good revoked unknown stale refused wrong-signer tsa-expired large broken slow oversized fails to-private to-itself"
complete -c trien -n "__fish_seen_subcommand_from lab" -x -l reason -a "keyCompromise certificateHold removeFromCRL superseded cessationOfOperation"
complete -c trien -n "__fish_seen_subcommand_from lab" -x -l at
complete -c trien -n "__fish_seen_subcommand_from token" -a "list pin"
complete -c trien -n "__fish_seen_subcommand_from token" -l new-pin-file -r
complete -c trien -n "__fish_seen_subcommand_from trust" -a "list import remove export hosts check"
complete -c trien -n "__fish_seen_subcommand_from trust" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from trust" -l list -x -a "government public"
complete -c trien -n "__fish_seen_subcommand_from trust" -l fingerprint -x
complete -c trien -n "__fish_seen_subcommand_from trust" -l force
complete -c trien -n "__fish_seen_subcommand_from trust" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from trust" -l offline
complete -c trien -n "__fish_seen_subcommand_from trust" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from trust" -l tsa -x
complete -c trien -n "__fish_seen_subcommand_from sign prepare finish issue extend" -l level -x -a "B-B B-T B-LT B-LTA"
complete -c trien -n "__fish_seen_subcommand_from sign finish issue extend" -l tsa -x
complete -c trien -n "__fish_seen_subcommand_from sign finish issue extend verify" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from sign finish issue extend" -l offline
complete -c trien -n "__fish_seen_subcommand_from sign finish extend" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from extend" -l in-place
complete -c trien -n "__fish_seen_subcommand_from extend" -l waiting
complete -c trien -n "__fish_seen_subcommand_from extend" -l progress
complete -c trien -n "__fish_seen_subcommand_from extend" -l out-dir -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from evidence" -a "create stamp show verify destroy"
complete -c trien -n "__fish_seen_subcommand_from evidence" -l trust -x -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from evidence" -l policy -r
complete -c trien -n "__fish_seen_subcommand_from evidence" -l responsibility -r
complete -c trien -n "__fish_seen_subcommand_from evidence" -l received
complete -c trien -n "__fish_seen_subcommand_from evidence" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from evidence" -l offline
complete -c trien -n "__fish_seen_subcommand_from evidence" -l tsa -x
complete -c trien -n "__fish_seen_subcommand_from evidence" -l as-of -x
complete -c trien -n "__fish_seen_subcommand_from evidence" -l evidence -r
complete -c trien -n "__fish_seen_subcommand_from evidence" -l yes
complete -c trien -n "__fish_seen_subcommand_from evidence" -l force
complete -c trien -n "__fish_seen_subcommand_from evidence" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from store" -f -a "init check backup restore"
complete -c trien -n "__fish_seen_subcommand_from store" -l blobs -r
complete -c trien -n "__fish_seen_subcommand_from store" -l sweep
complete -c trien -n "__fish_seen_subcommand_from store" -l backup -r
complete -c trien -n "__fish_seen_subcommand_from store" -l logs -r
complete -c trien -n "__fish_seen_subcommand_from store" -l with -r
complete -c trien -n "__fish_seen_subcommand_from store" -l recipient -r
complete -c trien -n "__fish_seen_subcommand_from store" -l config -r
complete -c trien -n "__fish_seen_subcommand_from store" -l key -r
complete -c trien -n "__fish_seen_subcommand_from store" -l sum -x
complete -c trien -n "__fish_seen_subcommand_from registry" -f -a "enter change act undo import certificate crl pictures picture plan list export template show history custody whoami bootstrap notices portal webhook account"
complete -c trien -n "__fish_seen_subcommand_from registry" -l blobs -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l columns -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l origin -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l agency-name -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l name -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l account -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l as -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l role -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l reason -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l since -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l on -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l search -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l agency -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l after -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l limit -x
complete -c trien -n "__fish_seen_subcommand_from registry" -s o -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l force
complete -c trien -n "__fish_seen_subcommand_from registry" -l trust -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l issuer -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l holder -x -a "person title agency service"
complete -c trien -n "__fish_seen_subcommand_from registry" -l state -x -a "issued handed_over active stopped revoked superseded"
complete -c trien -n "__fish_seen_subcommand_from registry" -l sheet -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l person -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l device -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l diameter-mm -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l do -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l results -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l table -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l keep -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l case -x -a "retired resigned died"
complete -c trien -n "__fish_seen_subcommand_from registry" -l title -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l post -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l decision -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l dry-run
complete -c trien -n "__fish_seen_subcommand_from audit" -f -a "key open sign verify prove request cosign attach"
complete -c trien -n "__fish_seen_subcommand_from audit" -l key -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l vkey -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l log -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l number -x
complete -c trien -n "__fish_seen_subcommand_from audit" -l origin -x
complete -c trien -n "__fish_seen_subcommand_from audit" -l witness
complete -c trien -n "__fish_seen_subcommand_from audit" -l witness-policy -r -F
complete -c trien -n "__fish_seen_subcommand_from audit" -l trust -r -a "(__fish_complete_directories)"
complete -c trien -n "__fish_seen_subcommand_from audit" -l last -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l index -x
complete -c trien -n "__fish_seen_subcommand_from audit" -l old -x
complete -c trien -n "__fish_seen_subcommand_from audit" -l proof -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l from -r
complete -c trien -n "__fish_seen_subcommand_from audit" -l to -r
complete -c trien -n "__fish_seen_subcommand_from audit" -s o -l output -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l until -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l at -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l from -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l offline
complete -c trien -n "__fish_seen_subcommand_from registry" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from registry" -l unsent
complete -c trien -n "__fish_seen_subcommand_from registry" -l all
complete -c trien -n "__fish_seen_subcommand_from jobs" -f -a "run list evidence retry cancel"
complete -c trien -n "__fish_seen_subcommand_from jobs" -l smtp -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l smtp-user -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l smtp-password -r
complete -c trien -n "__fish_seen_subcommand_from jobs" -l smtp-ca -r
complete -c trien -n "__fish_seen_subcommand_from jobs" -l smtp-plain
complete -c trien -n "__fish_seen_subcommand_from jobs" -l from -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l from-name -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l spool -r
complete -c trien -n "__fish_seen_subcommand_from jobs" -l dry-run
complete -c trien -n "__fish_seen_subcommand_from jobs" -l once
complete -c trien -n "__fish_seen_subcommand_from jobs" -l state -x -a "ready leased done dead"
complete -c trien -n "__fish_seen_subcommand_from jobs" -l after -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l at -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l tsa -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l trust -r
complete -c trien -n "__fish_seen_subcommand_from jobs" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from jobs" -l blobs -r
complete -c trien -n "__fish_seen_subcommand_from jobs" -l webhooks
complete -c trien -n "__fish_seen_subcommand_from jobs" -l webhook-key -r
complete -c trien -n "__fish_seen_subcommand_from registry" -l webhook-key -r
complete -c trien -n "__fish_seen_subcommand_from office" -l tsa -x
complete -c trien -n "__fish_seen_subcommand_from office" -f -a "draft revise attach submit approve refuse take-back drop delegate copy-right copy-right-end template template-change template-begin steps file begin finish abandon number take issue e-copy void recall correct keep close list show register import in-import send exchange in in-retry in-accept in-reject in-assign in-progress in-answer in-finish in-reopen in-recalled in-recall-refuse in-correct in-scan in-letter-close in-letter in-close in-list in-register in-follow in-slip in-stamp in-evidence dossier retain hold unhold due destroy-propose destroy-list destroy-show destroy-strike destroy-submit destroy-approve destroy-drop destroy"
complete -c trien -n "__fish_seen_subcommand_from office" -l release-right-by -x
complete -c trien -n "__fish_seen_subcommand_from office" -l release-right-reason -x
complete -c trien -n "__fish_seen_subcommand_from office" -l procedure -x -a "1 2 3 4"
complete -c trien -n "__fish_seen_subcommand_from office" -l reserve
complete -c trien -n "__fish_seen_subcommand_from office" -l mailbox -x
complete -c trien -n "__fish_seen_subcommand_from office" -l senders -r
complete -c trien -n "__fish_seen_subcommand_from office" -l mailbox-user -x
complete -c trien -n "__fish_seen_subcommand_from office" -l mailbox-password -r
complete -c trien -n "__fish_seen_subcommand_from office" -l mailbox-ca -r
complete -c trien -n "__fish_seen_subcommand_from office" -l signers -x
complete -c trien -n "__fish_seen_subcommand_from office" -l template -x
complete -c trien -n "__fish_seen_subcommand_from office" -l texts -x
complete -c trien -n "__fish_seen_subcommand_from office" -l name -x
complete -c trien -n "__fish_seen_subcommand_from office" -l note -x
complete -c trien -n "__fish_seen_subcommand_from office" -l certificate -x
complete -c trien -n "__fish_seen_subcommand_from office" -l giver -x
complete -c trien -n "__fish_seen_subcommand_from office" -l taker -x
complete -c trien -n "__fish_seen_subcommand_from office" -l copy-of -x
complete -c trien -n "__fish_seen_subcommand_from office" -l copied-kind -x
complete -c trien -n "__fish_seen_subcommand_from office" -l copier -x
complete -c trien -n "__fish_seen_subcommand_from office" -l decision -x
complete -c trien -n "__fish_seen_subcommand_from office" -l decided -x
complete -c trien -n "__fish_seen_subcommand_from office" -l from -x
complete -c trien -n "__fish_seen_subcommand_from office" -l until -x
complete -c trien -n "__fish_seen_subcommand_from office" -l dossier -x
complete -c trien -n "__fish_seen_subcommand_from office" -l title -x
complete -c trien -n "__fish_seen_subcommand_from office" -l years -x
complete -c trien -n "__fish_seen_subcommand_from office" -l closed -x
complete -c trien -n "__fish_seen_subcommand_from office" -l final
complete -c trien -n "__fish_seen_subcommand_from office" -l annex
complete -c trien -n "__fish_seen_subcommand_from office" -l common
complete -c trien -n "__fish_seen_subcommand_from office" -l to -x
complete -c trien -n "__fish_seen_subcommand_from office" -l blobs -r
complete -c trien -n "__fish_seen_subcommand_from office" -l as -x
complete -c trien -n "__fish_seen_subcommand_from office" -l role -x
complete -c trien -n "__fish_seen_subcommand_from office" -l reason -x
complete -c trien -n "__fish_seen_subcommand_from office" -l on -x
complete -c trien -n "__fish_seen_subcommand_from office" -l agency -x
complete -c trien -n "__fish_seen_subcommand_from office" -l trust -r
complete -c trien -n "__fish_seen_subcommand_from office" -l force
complete -c trien -n "__fish_seen_subcommand_from office" -l kind -x
complete -c trien -n "__fish_seen_subcommand_from office" -l subject -x
complete -c trien -n "__fish_seen_subcommand_from office" -l unit -x
complete -c trien -n "__fish_seen_subcommand_from office" -l signer -x
complete -c trien -n "__fish_seen_subcommand_from office" -l recipients -x
complete -c trien -n "__fish_seen_subcommand_from office" -l urgency -x -a "normal urgent very_urgent express"
complete -c trien -n "__fish_seen_subcommand_from office" -l retry-key -x
complete -c trien -n "__fish_seen_subcommand_from office" -l kept -x
complete -c trien -n "__fish_seen_subcommand_from office" -l replaces -x
complete -c trien -n "__fish_seen_subcommand_from office" -l count -x
complete -c trien -n "__fish_seen_subcommand_from office" -l year -x
complete -c trien -n "__fish_seen_subcommand_from office" -l paper
complete -c trien -n "__fish_seen_subcommand_from office" -l dry-run
complete -c trien -n "__fish_seen_subcommand_from office" -l secrecy -x
complete -c trien -n "__fish_seen_subcommand_from office" -l not-secret -x
complete -c trien -n "__fish_seen_subcommand_from office" -l release-secrecy-by -x
complete -c trien -n "__fish_seen_subcommand_from office" -l release-reason -x
complete -c trien -n "__fish_seen_subcommand_from office" -l record -r
complete -c trien -n "__fish_seen_subcommand_from office" -l release-kind-by -x
complete -c trien -n "__fish_seen_subcommand_from office" -l release-kind-reason -x
complete -c trien -n "__fish_seen_subcommand_from office" -l sender -x
complete -c trien -n "__fish_seen_subcommand_from office" -l contact -x
complete -c trien -n "__fish_seen_subcommand_from office" -l symbol -x
complete -c trien -n "__fish_seen_subcommand_from office" -l dated -x
complete -c trien -n "__fish_seen_subcommand_from office" -l receiver -x
complete -c trien -n "__fish_seen_subcommand_from office" -l evidence -r
complete -c trien -n "__fish_seen_subcommand_from office" -l organ -x
complete -c trien -n "__fish_seen_subcommand_from office" -l outbox -r
complete -c trien -n "__fish_seen_subcommand_from office" -l folder -r
complete -c trien -n "__fish_seen_subcommand_from office" -l deadline -x
complete -c trien -n "__fish_seen_subcommand_from office" -l days -x
complete -c trien -n "__fish_seen_subcommand_from office" -l opinion -x
complete -c trien -n "__fish_seen_subcommand_from office" -l unit-opinion -x
complete -c trien -n "__fish_seen_subcommand_from office" -l proposal -x
complete -c trien -n "__fish_seen_subcommand_from office" -l progress -x
complete -c trien -n "__fish_seen_subcommand_from office" -l answer -x
complete -c trien -n "__fish_seen_subcommand_from office" -l offline
complete -c trien -n "__fish_seen_subcommand_from office" -l late
complete -c trien -n "__fish_seen_subcommand_from office" -l allow-host -x
complete -c trien -n "__fish_seen_subcommand_from office" -s o -r
