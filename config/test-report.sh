# Tells from Maven's log and the test reports what ran and what went wrong; to be sourced.

# explain_build_failure LOG: the lines that matter; under -Werror a warning may be all that there is
explain_build_failure() {
  echo
  { grep -E '^\[(ERROR|WARNING)\].*(\.java|\.xml|violation|BUILD|Could not)' "$1" || grep '^\[ERROR\]' "$1" || tail -n 20 "$1"; } |
    awk '!seen[$0]++' | head -n 25
  echo "All of the build's output is in $1"
}

# test_cases: one line for each test, "module|result|class|name|message", from the reports of all modules
test_cases() {
  find . -path '*/target/surefire-reports/TEST-*.xml' | sort | while read -r file; do
    awk -v module="$(echo "$file" | sed 's|^\./\(.*\)/target/.*|\1|')" '
      function attribute(line, key,   rest) {
        if (!match(line, " " key "=\"[^\"]*\"")) return ""
        rest = substr(line, RSTART, RLENGTH)
        sub(" " key "=\"", "", rest)
        sub("\"$", "", rest)
        gsub("&#10;.*", "", rest); gsub("&lt;", "<", rest); gsub("&gt;", ">", rest)
        gsub("&quot;", "\"", rest); gsub("&apos;", "'\''", rest); gsub("&amp;", "\\&", rest); gsub("\\|", "/", rest)
        return rest
      }
      function finish() { if (open) print module "|" result "|" class "|" name "|" message; open = 0 }
      /<testcase / {
        finish(); open = 1; result = "passed"; message = ""
        class = attribute($0, "classname"); name = attribute($0, "name")
      }
      /<(failure|error)[ >]/ { result = "failed"; message = attribute($0, "message") }
      /<skipped/ { result = "skipped"; message = attribute($0, "message") }
      END { finish() }' "$file"
  done
}

# report_tests LOG: lists what ran and what was left out, ending with the sum; fails when a test did
report_tests() {
  test_cases >target/test-cases.txt
  awk -F'|' -v log_file="$1" '
    { count[$2]++; by_module[$1, $2]++; if (!($1 in known)) { known[$1] = 1; modules[++m] = $1 } }
    $2 == "failed" { failures[++f] = "  " $3 "." $4 (($5 == "") ? "" : ": " substr($5, 1, 300)) }
    $2 == "skipped" { key = $3; if (!(key in left_out)) { order[++s] = key; why[key] = $5 } left_out[key]++ }
    END {
      if (m) print "\nRan"
      for (i = 1; i <= m; i++) {
        line = sprintf("  %-22s %5d passed", modules[i], by_module[modules[i], "passed"])
        if (by_module[modules[i], "failed"]) line = line sprintf(", %d failed", by_module[modules[i], "failed"])
        if (by_module[modules[i], "skipped"]) line = line sprintf(", %d skipped", by_module[modules[i], "skipped"])
        print line
      }
      if (f) print "\nFailed (reports lie in */target/surefire-reports, the log in " log_file ")"
      for (i = 1; i <= f; i++) print failures[i]
      if (s) print "\nSkipped"
      for (i = 1; i <= s; i++) printf "  %s (%d)%s\n", order[i], left_out[order[i]], (why[order[i]] == "") ? "" : ": " why[order[i]]
      printf "\n%d passed, %d failed, %d skipped\n", count["passed"], count["failed"], count["skipped"]
      exit count["failed"] > 0
    }' target/test-cases.txt
}
