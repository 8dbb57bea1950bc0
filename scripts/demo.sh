#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo: from no recordings at all to a lamp that obeys. A synthesiser speaks
# the words, a network learns them, and the emulated Arduino Nano 33 BLE listens
# to a voice that it never heard.
# $FIREFLY is the program, $FIREFLY_OUT the folder; $FIREFLY_QUICK=1 trains far
# too little, to see that every step works.
set -euo pipefail
cd "$(dirname "$0")/.."
firefly=$(realpath "${FIREFLY-build/bin/firefly}")
out=${FIREFLY_OUT-out/demo}
project=$out/lamp

show() {
  echo
  echo "\$ $*"
}

mkdir -p "$project"
cp examples/keyword-spotting/lamp/firefly.toml "$project/"
if [[ ${FIREFLY_QUICK-} == 1 ]]; then
  sed -i -e 's/^count = .*/count = 30/' -e 's/^negative_count = .*/negative_count = 3/' \
    -e 's/^epochs = .*/epochs = 1/' "$project/firefly.toml"
fi

show firefly train "$project"
"$firefly" train "$project"

show firefly eval --stream "$project"
"$firefly" eval --stream "$project"

# One voice, three words and a sentence, as a stream.
wav=$(realpath "$out")/stream.wav
show "espeak-ng -v en-us+Alicia -w $wav 'green … what a day … red … blue'"
espeak-ng -v en-us+Alicia -s 150 -w "$wav" \
  '<speak><break time="900ms"/>green<break time="1400ms"/>what a lovely day
   it is<break time="1400ms"/>red<break time="1400ms"/>blue
   <break time="1200ms"/></speak>' -m

show "cd $project; firefly run --input $wav"
(cd "$project" && "$firefly" run --input "$wav" -o run)

echo
echo "The evaluation, with pictures: $project/eval/eval.html"
echo "The firmware's sources: cd $project; firefly compile -o sources"
