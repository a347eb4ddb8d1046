/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/mover.h"

/**
 * How dossiers follow their units through an order: all that are not closed, by the competent unit; a
 * district's by the residence of the applicant (3.10 of the domain guide: Decrees 120 and
 * 140/2025/NĐ-CP). Code, reception and due time stay; version goes up.
 */
extern const struct mover dossier_mover;
