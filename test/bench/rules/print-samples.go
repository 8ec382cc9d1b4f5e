// Takes the place of the file that checks gitleaks' samples against its own rules: it prints them, one a line.
package utils

import (
	"encoding/json"
	"os"
	"sort"

	"github.com/zricethezav/gitleaks/v8/config"
)

type sample struct {
	Rule  string `json:"rule"`
	Path  string `json:"path"`
	Text  string `json:"text"`
	Found bool   `json:"found"`
}

func Validate(rule config.Rule, found []string, missed []string) *config.Rule {
	for _, text := range found {
		show(sample{rule.RuleID, "", text, true})
	}
	for _, text := range missed {
		show(sample{rule.RuleID, "", text, false})
	}
	return &rule
}

func ValidateWithPaths(rule config.Rule, found map[string]string, missed map[string]string) *config.Rule {
	showAll(rule.RuleID, found, true)
	showAll(rule.RuleID, missed, false)
	return &rule
}

func showAll(rule string, texts map[string]string, found bool) {
	paths := make([]string, 0, len(texts))
	for path := range texts {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		show(sample{rule, path, texts[path], found})
	}
}

func show(one sample) {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(one); err != nil {
		panic(err)
	}
}
