package dev.errand.core.evidence;

import java.util.Arrays;
import java.util.Locale;

/** What kind of thing shows that work was done, and which files can be that. */
public enum EvidenceKind {
  PHOTO("image/"),
  NOTE("text/"),
  VOICE("audio/"),
  /** Numbers, and so never a file. */
  MEASUREMENT(null),
  DOCUMENT("");

  private final @org.jspecify.annotations.Nullable String mediaTypes;

  EvidenceKind(@org.jspecify.annotations.Nullable String mediaTypes) {
    this.mediaTypes = mediaTypes;
  }

  /** The word that JSON and the database use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a word that the contract has validated. */
  public static EvidenceKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** True if a file of this media type, without parameters, can be evidence of this kind. */
  public boolean accepts(String mediaType) {
    return mediaTypes != null && mediaType.startsWith(mediaTypes);
  }

  /** The kind of a file whose sender did not say. */
  public static EvidenceKind ofFile(String mediaType) {
    return Arrays.stream(new EvidenceKind[] {PHOTO, VOICE})
        .filter(kind -> kind.accepts(mediaType))
        .findFirst()
        .orElse(DOCUMENT);
  }
}
