package dev.errand.api.contract;

import org.jspecify.annotations.Nullable;

/**
 * What the contract says of an operation's requests.
 *
 * @param id its name
 * @param access who may make them
 * @param parameters in path and query
 * @param body null if it reads none
 */
public record OperationRules(
    String id, AccessRule access, ParameterRules parameters, @Nullable BodyRules body) {}
