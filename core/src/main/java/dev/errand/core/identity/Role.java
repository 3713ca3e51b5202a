package dev.errand.core.identity;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do within a tenant, from least to most. */
public enum Role {
  VIEWER,
  TECHNICIAN,
  OPERATOR,
  MANAGER,
  ADMIN;

  /** The word that headers and JSON use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if this role may do at least what the other may. */
  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  /** The role of a word, in any case; empty for an unknown one. */
  public static Optional<Role> of(String word) {
    for (var role : values()) {
      if (role.word().equalsIgnoreCase(word.strip())) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
