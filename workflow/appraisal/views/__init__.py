"""Pages of the office: appraisals and their sheets, supplements, opinions of other bodies, holds."""
