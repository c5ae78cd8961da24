# fixes.sh - what we change in libcurl, run in its folder
#
# A certificate is always verified by CertGetCertificateChain and a comparison of names, in curl's own
# code. Left to Schannel (SCH_CRED_AUTO_CRED_VALIDATION) Wine 8 verifies nothing: an unknown authority
# and a wrong name were accepted there, so that no test could ever have failed.
set -e
file=lib/vtls/schannel.c
[ "$(grep -c 'use_manual_cred_validation = false;' $file)" = 1 ]
sed -i 's/use_manual_cred_validation = false;/use_manual_cred_validation = true;/' $file
