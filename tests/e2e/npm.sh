#!/bin/sh
# Installs the public tools that package-lock.json names into FOLDER, unless they are there: npm.sh SOURCE FOLDER
set -eu
source=$1
folder=$2
if cmp -s "$source/package-lock.json" "$folder/node_modules/.installed"; then
    exit 0
fi
mkdir -p "$folder"
cp "$source/package.json" "$source/package-lock.json" "$source/.npmrc" "$folder/"
cd "$folder"
npm ci --no-audit --no-fund --ignore-scripts
cp package-lock.json node_modules/.installed
