#compdef trien
# SPDX-License-Identifier: AGPL-3.0-or-later
local -a common texts level
common=('--json[one JSON object per file]' '--lang[language]:language:(vi en)')
level=('--level[level]:level:(B-B B-T B-LT B-LTA)' '*--tsa[time-stamp authority]:URL:' '*--allow-host[may be asked]:host:'
	'--offline[ask nobody]' '--trust[anchors]:folder:_files -/')
texts=('--field[signature field]:name:' '--name[name]:text:' '--reason[reason]:text:' '--location[place]:text:' '--unseen[show nothing]'
	'--contact[contact]:text:' '--digest[digest]:digest:(sha256 sha384 sha512)'
	'--scheme[scheme]:scheme:(pkcs1 pss ecdsa)' '--official[only certificates of the Government list]' '--force[replace the target]'
	'-o[target]:file:_files'
	'--secrecy[declared secrecy]:level:(none mat toi-mat tuyet-mat)' '--not-secret[who says so]:name:'
	'--release-secrecy-by[who releases]:name:' '--release-reason[why]:text:' '--release-kind-by[who releases the kind]:name:' '--release-kind-reason[why]:text:' '--record[record]:file:_files'
	'--as[how it is seen]:appearance:(signatory agency attachment annex e-copy digitised)'
	'--picture[handwriting or seal]:PNG:_files -g "*.png"' '--diameter-mm[of the seal]:mm:' '--width-mm[of the handwriting]:mm:'
	'--auto[find the place]' '--page[page]:number:' '--at[top left corner]:X,Y in mm:' '--agency-name[agency]:text:'
	'--number[number and symbol]:text:' '--copy-kind[form of copy]:form:(sao-y trich-sao sao-luc)'
	'--beside[field of the handwriting]:name:' '--font[font file]:file:_files' '--profile[legal profile]:profile:(bg-2020 congvu-2024)')
if (( CURRENT == 2 )); then
	_values 'command' sign prepare finish extend verify inspect scan-check scan-pdf place reserve issue profile evidence trust token store audit registry jobs lab version help
	return
fi
case $words[2] in
sign) _arguments $common $texts $level '--key[key]:key:' '--pin-file[PIN file]:file:_files' '--pin-fd[descriptor]:fd:' \
	'--pinentry[ask with pinentry]' '--rewrite-damaged[rewrite damaged files]' '--out-dir[folder]:folder:_files -/' \
	'*:PDF:_files -g "*.pdf"' ;;
extend) _arguments $common $level '-o[target]:file:_files' '--out-dir[folder]:folder:_files -/' '--in-place[replace the file]' '--waiting[only what has not the level]' '--progress[say how far it is]' \
	'--force[replace the target]' '*:PDF:_files -g "*.pdf"' ;;
prepare) _arguments $common $texts '--level[level]:level:(B-B B-T B-LT B-LTA)' '--trust[anchors]:folder:_files -/' '--cert[chain]:file:_files' '*:PDF:_files -g "*.pdf"' ;;
finish) _arguments $common $level '--state[state]:file:_files' '--value[value]:file:_files' '-o[target]:file:_files' \
	'--force[replace the target]' '*:PDF:_files -g "*.pdf"' ;;
verify) _arguments $common '*--allow-host[may be asked]:host:' '--custody[custody records of a store]:store:_files -/' '--official[only the Government list is good]' '--page-check[pages against certificates]' '--sender[agency that sent it]:agency:' '--trust[anchors]:folder:_files -/' '--as-of[time]:time:' '--revocation[what is asked]:policy:(required if-present skip)' '--offline[fetch nothing]' \
	'--jobs[files at a time]:number:' '--progress[say how far it is]' \
	'--pictures[pages before and after]:folder:_files -/' '--report-dir[of each file]:folder:_files -/' '--report[report to file]:file:_files' \
	'--force[replace what exists]' \
	'*:PDF:_files -g "*.pdf"' ;;
inspect) _arguments $common '*:PDF:_files -g "*.pdf"' ;;
scan-check) _arguments $common '--profile[legal profile]:profile:(bg-2020 congvu-2024)' '*:PDF:_files -g "*.pdf"' ;;
scan-pdf) _arguments $common '-o[target]:file:_files' '--dpi[resolution]:dpi:' '--force[replace the target]' \
	'*:image:_files -g "*.(png|jpg|jpeg|tif|tiff)"' ;;
place) _arguments $common '--name[full name of who signs]:name:' '--preview[pages as pictures]:file:_files' \
	'--force[replace the target]' '*:PDF:_files -g "*.pdf"' ;;
reserve) _arguments $common '--procedure[of Dieu 9]:procedure:(2 3 4)' '--signers[who signs in which order]:list:' \
	'--texts[places for number and date]:list:' '--profile[legal profile]:profile:(bg-2020 congvu-2024)' \
	'--fonts[Liberation Serif]:folder:_files -/' '-o[target]:file:_files' '--force[replace the target]' \
	'--secrecy[declared degree]:degree:(none mat toi-mat tuyet-mat)' '--not-secret[who has looked at it]:name:' \
	'--release-secrecy-by[who releases it]:name:' '--release-reason[why]:text:' '--release-kind-by[who releases the kind]:name:' '--release-kind-reason[why]:text:' '--record[record]:file:_files' \
	'*:PDF:_files -g "*.pdf"' ;;
issue) _arguments $common '--custody[custody records of a store]:store:_files -/' ${level[1,-2]} '--secrecy[declared degree]:degree:(none mat toi-mat tuyet-mat)' \
	'--release-right-by[who permits what is not right]:name:' '--release-right-reason[why]:text:' '--not-secret[who has looked at it]:name:' '--release-secrecy-by[who releases it]:name:' \
	'--release-reason[why]:text:' '--release-kind-by[who releases the kind]:name:' '--release-kind-reason[why]:text:' '--record[where that is written]:file:_files' '--key[key]:key:' '--pin-file[PIN file]:file:_files' '--pin-fd[descriptor]:fd:' \
	'--pinentry[ask with pinentry]' '--digest[digest]:digest:(sha256 sha384 sha512)' \
	'--scheme[scheme]:scheme:(pkcs1 pss ecdsa)' '--official[only certificates of the Government list]' '--number[number]:number:' \
	'--date[day of issue]:date:' '--picture[seal]:file:_files -g "*.png"' '--diameter-mm[of the seal]:mm:' \
	'--trust[anchors]:folder:_files -/' '--profile[legal profile]:profile:(bg-2020 congvu-2024)' \
	'--name[name]:text:' '--reason[reason]:text:' '--location[place]:text:' '-o[target]:file:_files' '--force[replace the target]' \
	'*:PDF:_files -g "*.pdf"' ;;
profile) _arguments $common '--on[the values of this day]:YYYY-MM-DD:' '1:what:(list show diff rules)' '*:profile:(bg-2020 congvu-2024)' ;;
evidence) _arguments $common '--trust[anchors]:folder:_files -/' '--policy[certification policy]:file:_files' '--responsibility[of the signer]:text:_files' \
	'*--allow-host[may be asked]:host:' '--offline[ask nobody]' '--received[incoming]' '--tsa[time-stamp server]:url:' '--as-of[time]:time:' '--evidence[evidence]:file:_files' '--custody[custody records of a store]:store:_files -/' '--yes[do not ask]' \
	'--force[replace the target]' '-o[target]:file:_files' '1:what:(create stamp show verify destroy)' '*:file:_files' ;;
token) _arguments $common '--pin-file[PIN file]:file:_files' '--pin-fd[descriptor]:fd:' '--pinentry[ask in a dialogue]' '--new-pin-file[new PIN file]:file:_files' \
	'1:what:(list pin)' '*:address:(pkcs11\:)' ;;
trust) _arguments $common '--trust[anchors]:folder:_files -/' '--offline[ask nobody]' '--allow-host[may be asked]:host:' '--tsa[time-stamp authority]:url:' '--list[which]:list:(government public)' \
	'--fingerprint[SHA-256]:hex:' '--force[also out of validity; replace the target]' '-o[target]:file:_files' \
	'1:what:(list import remove export hosts check)' '*:file:_files' ;;
registry) _arguments $common '--blobs[documents]:folder:_files -/' '--diameter-mm[of seals]:mm:' '--as[who does it]:person:' '--role[as what]:role:' '--reason[why]:text:' '--since[holds since]:time:' \
	'--on[as it was then]:time:' '--search[words of names]:text:' '--agency[that and below]:key:' '--after[behind that row]:number:' '--limit[rows]:number:' \
	'--trust[anchors]:folder:_files -/' '--issuer[who signed the lists]:file:_files' '-o[target]:file:_files' '--force[replace the target]' '--holder[kind of subscriber]:kind:(person title agency service)' '--state[of a new certificate]:state:(issued handed_over active stopped revoked superseded)' '--person[whose]:key:' '--device[holds the key]:key:' '--sheet[of an XLSX file]:name:' \
	'--results[answered to each]:file:_files' '--table[whose each file is]:file:_files' '--do[plan]:mark:' '--keep[whose certificate goes on]:key:' '--case[why they leave]:case:(retired resigned died)' '--title[of the new post]:title:' \
	'--post[its role]:role:' '--decision[that gives it]:number:' '--dry-run[write nothing]' '--until[muted until]:time:' '--at[as if it were]:time:' '--from[sender]:address:' '--unsent[what nobody was told]' '--offline[ask nobody]' '--webhook-key[of webhooks]:file:_files' '*--allow-host[may be asked]:host:' '--all[ask all certificates]' '1:what:(enter change act undo import certificate crl plan list export template show history custody whoami bootstrap notices portal webhook account)' '*:store:_files -/' ;;
jobs) _arguments $common '--smtp[mail server]:server:' '--smtp-user[user]:name:' '--smtp-password[file]:file:_files' '--smtp-ca[authorities]:file:_files' \
	'--smtp-plain[to this machine, without TLS]' '--from[sender]:address:' '--from-name[sender]:name:' '--spool[write files]:folder:_files -/' '--dry-run[print the mails]' \
	'--once[one job]' '--state[of jobs]:state:(ready leased done dead)' '--after[behind that job]:number:' '--at[as if it were]:time:' '--tsa[time-stamp authority]:url:' '--trust[anchors]:dir:_files -/' '*--allow-host[host]:host:' '--blobs[files of the store]:dir:_files -/' '--webhooks[tell webhooks]' '--webhook-key[of their secrets]:file:_files' '1:what:(run list evidence retry cancel)' \
	'*:store:_files -/' ;;
store) _arguments $common '--blobs[documents]:folder:_files -/' '--sweep[take away what nothing refers to]' '--backup[back up first]:folder:_files -/' '--logs[of the audit trail]:folder:_files -/' \
	'*--with[goes along]:path:_files' '--recipient[certificate]:file:_files' '--config[where these go]:folder:_files -/' '--key[of the recipient]:file:_files' '--sum[of the backup]:hex:' '1:what:(init check backup restore)' \
	'*:store:_files -/' ;;
audit) _arguments $common '--key[private key]:file:_files' '--vkey[public key]:file:_files' '--log[files of the log]:folder:_files -/' '--number[which log]:number:' \
	'--origin[name]:name:' '--witness[a key of a witness]' '--witness-policy[which witnesses are wanted]:file:_files' '--trust[directory with the hosts]:dir:_files -/' '--last[last checkpoint]:file:_files' '--index[row]:number:' \
	'--old[size that the witness has]:number:' '--proof[receipt]:file:_files' '--from[earlier checkpoint]:file:_files' \
	'--to[later checkpoint]:file:_files' '-o[receipt]:file:_files' \
	'1:what:(key open sign verify prove request cosign attach)' '*:file:_files' ;;
lab) _arguments $common '--no-tokens[no SoftHSM tokens]' '--port[port on 127.0.0.1]:port:' '--mode[how it answers]:mode:(truth good revoked unknown stale refused wrong-signer tsa-expired large broken slow oversized fails to-private to-itself)' '--reason[why]:reason:(keyCompromise certificateHold removeFromCRL superseded cessationOfOperation)' '--at[since when]:time:' '*:folder:_files -/' ;;
esac
