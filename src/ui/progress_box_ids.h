/*
 * progress_box_ids.h - what progress_box.rc and progress_box.c call the box and its parts
 */
#pragma once

#define PROGRESS_BOX      100
#define PROGRESS_BOX_TEXT 101
#define PROGRESS_BOX_BAR  102
