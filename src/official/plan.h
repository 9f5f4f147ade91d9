/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From what a person says of a document to what is reserved in it (reserve.h): who signs in which order, and what of
 * it has to be found on the pages. What is found but not sure is not taken: the person is asked to name the place.
 *
 *   signers  "as=checker,at=1:28:250:15:8;as=signatory,name=Trần Thị B;as=agency,diameter-mm=36"
 *   texts    "number=1:47:53.2:14;day=1:137:53.2:8:13:italic"
 *
 * A place is PAGE:LEFT:TOP:WIDTH:HEIGHT, that of a text PAGE:LEFT:BASELINE:WIDTH[:SIZE[:STYLE]]; millimetres from the top
 * left of the page as it is seen, SIZE in points, STYLE regular, bold, italic or bold-italic. "at=none" signs unseen.
 */
#ifndef TR_OFFICIAL_PLAN_H
#define TR_OFFICIAL_PLAN_H

#include "official/lint.h"
#include "official/reserve.h"

#define TR_PLAN_HANDWRITING_HEIGHT_MM 20.0 /* where no place is named: as large as the room allows, at most this */
#define TR_PLAN_HANDWRITING_LEAST_MM 25.0  /* so narrow it becomes beside the seal of the next column */
#define TR_PLAN_INITIALS_WIDTH_MM 12.0
#define TR_PLAN_INITIALS_HEIGHT_MM 8.0
#define TR_PLAN_DIAMETER_MM 36.0 /* of a round seal, where none is said */
#define TR_PLAN_SPEC_MAX ((size_t)64 << 10)

/* Điều 9.2, 9.3 and 9.4. The first is for paper. */
enum tr_procedure { TR_PROCEDURE_ISSUE = 2, TR_PROCEDURE_MANY = 3, TR_PROCEDURE_INTERNAL = 4 };

struct tr_plan_wish {
	enum tr_procedure procedure;
	struct tr_text signers; /* empty: one signatory and, but for procedure 4, the agency */
	struct tr_text texts;   /* empty: those that are found, none for procedure 4 */
	double overlap;         /* share of the handwriting that the seal covers: official/rules.h */
};

/*
 * Fills *out but for its faces and id16. source is asked for what the wish leaves open, and for what is typed of the date. Errors: official.plan-spec,
 * official.plan-procedure (who signs is not what the procedure asks for), official.plan-unsure, official.plan-typed,
 * official.plan-neighbour (no room for the seal beside another column), official.plan-seal-room (or over the name), those of tr_place().
 */
TRIEN_MUST_CHECK trien_rc tr_plan_make(const struct tr_plan_wish *wish, const struct tr_place_source *source,
		struct tr_reserve_plan *out, struct trien_err *err);

/*
 * What is typed where a value will stand. official.spot-over-text: words, which the value would make unreadable; dots and
 * lines to write on stay visible under it and are told, official.spot-leaders. Errors: those of the source.
 */
TRIEN_MUST_CHECK trien_rc tr_plan_under(const struct tr_reserve_plan *plan, const struct tr_place_source *source,
		struct tr_lint_findings *out, struct trien_err *err);

/* The parsed wish; shared by plan.c and plan_spec.c. */
struct tr_plan_signer {
	enum tr_reserve_role role;
	struct tr_text name;
	double diameter_mm;
	enum { TR_PLAN_TO_FIND, TR_PLAN_HERE, TR_PLAN_UNSEEN } where;
	size_t page;
	struct tr_box box;
};
struct tr_plan_spec {
	struct tr_plan_signer signers[TR_RESERVE_SIGNERS_MAX];
	size_t signer_count;
	struct tr_reserve_spot spots[TR_RESERVE_SPOTS_MAX];
	size_t spot_count;
};
TRIEN_MUST_CHECK trien_rc tr_plan_read(
		const struct tr_plan_wish *wish, struct tr_plan_spec *out, struct trien_err *err);

#endif
