package dev.errand.core.evidence;

import org.jspecify.annotations.Nullable;

/**
 * A file that was received whole.
 *
 * @param key names it
 * @param name as its sender called it, without folders; null if they did not
 * @param mediaType as its sender said, without parameters
 * @param size in bytes
 * @param sha256 of its bytes, in hexadecimal
 */
public record EvidenceFile(
    FileKey key, @Nullable String name, String mediaType, long size, String sha256) {}
