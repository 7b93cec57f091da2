/// The reference page of the vocabulary: made from the same kinds that judge.
public enum VocabularyReference {
  /// Markdown, ending in a newline.
  public static func markdown() -> String {
    var lines: [String] = [
      "# The vocabulary of exercise.yaml", "",
      "Made from the kinds themselves: `lab author reference` prints this page.", "",
      "## Predicates", "",
      "A predicate is a bare word, or a map with one of these keys. Beside the key may stand `of: "
        + "ROLE` (or a list of roles), `some: true` (one process of the role is enough), and "
        + "`for: 5s` (it held that long, without a gap in sampling).", "",
    ]
    for kind in VocabularyRegistry.kinds {
      lines += ["### \(kind.key)", "", kind.summary, "", "```yaml"]
      lines += kind.usage
      lines += ["```", ""]
      let examples = kind.examples
      if !examples.isEmpty {
        lines += ["| example | what happened | holds |", "|---|---|---|"]
        lines += examples.map {
          "| `\($0.yaml.replacing("|", with: "\\|"))` | \($0.title) | \($0.holds ? "yes" : "no") |"
        }
        lines.append("")
      }
    }
    lines += [
      "## Comparisons", "",
      "Values of files and answers are compared by a map with one of these keys; a bare value means "
        + "`equals`. Of a map's answer each key is compared, with its role as subject.", "",
    ]
    for kind in Match.kinds {
      lines += ["### \(kind.key)", "", kind.summary, "", "```yaml"]
      lines += kind.usage
      lines += ["```", ""]
    }
    lines += [
      "## Names", "",
      "`{{name}}` stands for a parameter, for `{{run}}`, `{{nonce}}`, `{{bench}}`, "
        + "`{{last.epoch}}`, for `{{ROLE.FIELD}}` with one of "
        + Names.roleFields.map { "`\($0)`" }.joined(separator: ", ")
        + ", and in the reasons of an answer's check for "
        + Names.answerFields.map { "`{{\($0)}}`" }.joined(separator: ", ")
        + ". A name without a value prints as \"?\".",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
