# SPDX-License-Identifier: ISC

dist_man_MANS = data/shmooze.1 data/shmooze-recipes.7

bashcompletion_DATA = data/completions/bash/shmooze
zshcompletion_DATA = data/completions/zsh/_shmooze
fishcompletion_DATA = data/completions/fish/shmooze.fish
EXTRA_DIST += data/config $(bashcompletion_DATA) $(zshcompletion_DATA) $(fishcompletion_DATA)

themesdir = $(pkgdatadir)/themes
dist_themes_DATA = data/themes/contrast.ini data/themes/dark.ini data/themes/light.ini \
	data/themes/mono.ini
