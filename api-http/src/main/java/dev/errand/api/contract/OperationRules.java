package dev.errand.api.contract;

import org.jspecify.annotations.Nullable;

/**
 * What the contract says of an operation's requests.
 *
 * @param id its name
 * @param access who may make them
 * @param parameters in path and query
 * @param body null if it reads none
 * @param secret whether its answer is never kept, so that it cannot be repeated by a key
 */
public record OperationRules(
    String id,
    AccessRule access,
    ParameterRules parameters,
    @Nullable BodyRules body,
    boolean secret) {}
